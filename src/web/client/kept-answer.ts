import { previewOf, type PreparedPicture } from './picture/prepared-picture.ts';
import type { Outcome } from './outcome.ts';
import { renamed } from './renamed.ts';

const KEY = 'edgelens-answer';

/** An answer with its picture, as long as the tab is open. */
export interface KeptAnswer {
  readonly picture: PreparedPicture;
  readonly outcome: Outcome;
  /** When the answer was on the screen, in ms since the picture was chosen. */
  readonly rendered: number;
  /** What was chosen, by the names of the form. */
  readonly choices: Readonly<Record<string, string>>;
}

interface Stored extends Omit<KeptAnswer, 'picture'> {
  /** Of the page that it was kept on. */
  readonly language: string;
  readonly picture: Omit<PreparedPicture, 'blob' | 'file' | 'preview'> & { readonly data: string };
}

/** Keeps an answer until the tab is closed, so that it survives a reload, a way back, and another language. */
export async function keepAnswer({ picture, ...rest }: KeptAnswer): Promise<void> {
  const { width, height, original, fileBytes, isOriginal } = picture;
  try {
    const data = await dataUrl(picture.blob);
    const { lang: language } = document.documentElement;
    const stored: Stored = { ...rest, language, picture: { width, height, original, fileBytes, isOriginal, data } };
    sessionStorage.setItem(KEY, JSON.stringify(stored));
  } catch {
    // A file of several megabytes has no room there, and some browsers keep nothing.
    forgetAnswer();
  }
}

/** Forgets the kept answer. */
export function forgetAnswer(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
}

/** The kept answer, if the visitor came back to it: by a reload, the way back, or another language. */
export async function keptAnswer(): Promise<KeptAnswer | undefined> {
  const [entry] = performance.getEntriesByType('navigation');
  const isBack = entry instanceof PerformanceNavigationTiming && entry.type !== 'navigate';
  if (!isBack && !new URLSearchParams(location.search).has('lang')) return undefined;
  try {
    const text = sessionStorage.getItem(KEY);
    if (text === null) return undefined;
    const { picture, outcome: told, choices, rendered, language } = JSON.parse(text) as Stored;
    const { data, ...sizes } = picture;
    const blob = blobOf(data);
    const [model = ''] = choices['model']?.split(',') ?? [];
    const outcome = language === document.documentElement.lang ? told : await renamed(told, model);
    return { outcome, choices, rendered, picture: { ...sizes, blob, file: blob, preview: await previewOf(blob) } };
  } catch {
    return undefined;
  }
}

function dataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      if (typeof reader.result === 'string') resolve(reader.result);
    };
    reader.onerror = () => {
      reject(new Error('the picture cannot be read any more'));
    };
    reader.readAsDataURL(blob);
  });
}

/** The page's policy forbids to fetch a `data:` address. */
function blobOf(data: string): Blob {
  const [head = '', text = ''] = data.split(',', 2);
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return new Blob([bytes], { type: head.slice('data:'.length).split(';', 1)[0] ?? '' });
}
