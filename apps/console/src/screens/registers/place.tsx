/** All the city knows of a place. */
import { DossierScreen } from './dossier.tsx';

export default function PlaceScreen() {
  return <DossierScreen of="places" />;
}
