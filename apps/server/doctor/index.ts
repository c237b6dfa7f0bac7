/**
 * `xiushui doctor`: looks the house over, whether it is up or down, and says of each thing what it found, why it matters and what to do. Changes nothing
 * but a small file of its own, written and removed to time the disk. Works on what is there; what cannot be asked is said to have been left out.
 */
export { type Examination, type Examined, examine, type Finding } from './examine.ts';
