// Stretches one passphrase, away from the page, on the module that the page has compiled; then it ends.
import init, { stretch } from '/app.js';

onmessage = async ({ data: { module, task, phrase } }) => {
  try {
    await init({ module_or_path: module });
    postMessage(stretch(task, phrase) ?? null);
  } catch {
    postMessage(null);
  }
};
