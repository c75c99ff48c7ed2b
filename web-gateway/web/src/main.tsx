import { render } from 'preact';
import { AppProvider, createApp } from './state/app';
import { applyLook } from './state/look';
import { Root } from './view/root';
import './styles/main.css';

const app = createApp();
applyLook(document.documentElement);
const root = document.getElementById('app')!;
root.replaceChildren();
render(<AppProvider value={app}><Root /></AppProvider>, root);

// Who is there? Asked until the server answers.
async function resume(wait: number): Promise<void> {
  try {
    await app.keeper.resume();
    app.connection.report('session', { connected: true });
    app.connection.forget('session');
  } catch {
    app.connection.report('session', { connected: false });
    const timer = setTimeout(again, wait);
    const endHope = app.connection.onHope(again);
    function again() {
      clearTimeout(timer);
      endHope();
      void resume(Math.min(wait * 2, 15_000));
    }
  }
}
void resume(1_000);
