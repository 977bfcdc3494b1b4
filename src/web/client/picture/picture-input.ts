import { byId } from '../dom.ts';
import { areSeveral, droppedFiles, type NamedFile, namedFiles } from './named-files.ts';

export interface PictureInputHandlers {
  /** A file was chosen, dropped or pasted. */
  readonly onFile: (file: Blob) => void;
  /** Several files were chosen, dropped or pasted, or a folder was dropped. */
  readonly onSeveral: (files: Promise<readonly NamedFile[]>) => void;
  /** One of the page's own pictures was chosen. */
  readonly onSample: (name: string) => void;
  /** Text was pasted or dropped where a picture was meant. */
  readonly onText: (text: string) => void;
}

/** Watches all sources of pictures: the camera, a file, drag and drop anywhere on the page, the clipboard, the samples. */
export function watchPictureInput({ onFile, onSeveral, onSample, onText }: PictureInputHandlers): void {
  const take = (files: readonly File[]): void => {
    const [file] = files;
    if (files.length > 1) onSeveral(Promise.resolve(namedFiles(files)));
    else if (file !== undefined) onFile(file);
  };
  for (const id of ['camera', 'file']) {
    const input = byId(id, HTMLInputElement);
    input.addEventListener('change', () => {
      const files = [...(input.files ?? [])];
      // Without this, choosing the same picture again would not be a change.
      input.value = '';
      take(files);
    });
  }
  byId('picker', HTMLFormElement).addEventListener('submit', (event) => {
    const sample = event.submitter?.dataset['sample'];
    event.preventDefault();
    if (sample !== undefined) onSample(sample);
  });
  watchDrop((transfer) => {
    if (areSeveral(transfer)) onSeveral(droppedFiles(transfer));
    else take([...transfer.files]);
  });
  document.addEventListener('paste', ({ clipboardData, target }) => {
    // Text that is pasted into a field is meant for it.
    if (target instanceof HTMLInputElement) return;
    const files = [...(clipboardData?.files ?? [])];
    const text = clipboardData?.getData('text/plain').trim() ?? '';
    if (files.length > 0) take(files);
    else if (text !== '') onText(text);
  });
}

function watchDrop(onDrop: (transfer: DataTransfer) => void): void {
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
    if (event.dataTransfer !== null) onDrop(event.dataTransfer);
  });
}
