import { byId } from '../dom.ts';

export interface PictureInputHandlers {
  /** A file was chosen, dropped or pasted. */
  readonly onFile: (file: Blob) => void;
  /** One of the page's own pictures was chosen. */
  readonly onSample: (name: string) => void;
  /** Text was pasted or dropped where a picture was meant. */
  readonly onText: (text: string) => void;
}

/** Watches all sources of pictures: the camera, a file, drag and drop anywhere on the page, the clipboard, the samples. */
export function watchPictureInput({ onFile, onSample, onText }: PictureInputHandlers): void {
  for (const id of ['camera', 'file']) {
    const input = byId(id, HTMLInputElement);
    input.addEventListener('change', () => {
      const [file] = input.files ?? [];
      // Without this, choosing the same picture again would not be a change.
      input.value = '';
      if (file !== undefined) onFile(file);
    });
  }
  byId('picker', HTMLFormElement).addEventListener('submit', (event) => {
    const sample = event.submitter?.dataset['sample'];
    event.preventDefault();
    if (sample !== undefined) onSample(sample);
  });
  watchDrop(onFile);
  document.addEventListener('paste', ({ clipboardData, target }) => {
    // Text that is pasted into a field is meant for it.
    if (target instanceof HTMLInputElement) return;
    const [file] = clipboardData?.files ?? [];
    const text = clipboardData?.getData('text/plain').trim() ?? '';
    if (file !== undefined) onFile(file);
    else if (text !== '') onText(text);
  });
}

function watchDrop(onFile: (file: Blob) => void): void {
  const root = document.documentElement;
  // Entering a child element leaves its parent; the pointer is outside only after it has left all of them.
  let depth = 0;
  const carriesFile = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
  const over = (event: DragEvent, change: number): void => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    depth = Math.max(0, depth + change);
    root.classList.toggle('dropping', depth > 0);
  };
  document.addEventListener('dragenter', (event) => {
    over(event, 1);
  });
  document.addEventListener('dragover', (event) => {
    over(event, 0);
  });
  document.addEventListener('dragleave', (event) => {
    over(event, -1);
  });
  document.addEventListener('drop', (event) => {
    over(event, -depth);
    const [file] = event.dataTransfer?.files ?? [];
    if (file !== undefined) onFile(file);
  });
}
