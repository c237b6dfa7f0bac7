/** The three drawers lie over any page, the deepest on top: figure, verdict, frame. */
import { ExplanationDrawer } from './explanation-drawer.tsx';
import { FigureDrawer } from './figure-drawer.tsx';
import { FrameDrawer } from './frame-drawer.tsx';

export function Drawers() {
  return (
    <>
      <FigureDrawer />
      <ExplanationDrawer />
      <FrameDrawer />
    </>
  );
}
