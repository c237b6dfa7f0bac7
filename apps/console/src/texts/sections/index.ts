/** Rooms of screens with words of their own, by the first word of their keys: t('places.unnamed') is `unnamed` of `places`. */
import { places } from './places.ts';

export const sections = { places };
