import { type DBSchema, type IDBPDatabase, openDB } from 'idb';

import type { Language } from '../../../contract/names.ts';
import type { NotebookEntry } from './entry.ts';
import { storageFailure } from './storage-failure.ts';

const DATABASE = 'edgelens-notebook';
const VERSION = 1;

interface Schema extends DBSchema {
  entries: { key: string; value: NotebookEntry; indexes: { time: number } };
  /** Apart from the entries, so that a list is read without them. */
  pictures: { key: string; value: Blob };
  /** Labels by the name of the model and their language. */
  classes: { key: [model: string, language: Language]; value: readonly string[] };
  settings: { key: 'on'; value: boolean };
}

/** What is kept on this device, and nowhere else: IndexedDB. All its functions throw StorageFailure. */
export class NotebookStore {
  /** Undefined when the connection has ended: what is done next opens another one. */
  #database: Promise<IDBPDatabase<Schema>> | undefined;

  /** Opens the store; a new one is empty. */
  static async open(): Promise<NotebookStore> {
    const store = new NotebookStore();
    await failing(() => store.#opened());
    return store;
  }

  async #opened(): Promise<IDBPDatabase<Schema>> {
    try {
      return await (this.#database ??= this.#connect());
    } catch (error) {
      this.#database = undefined;
      throw error;
    }
  }

  async #connect(): Promise<IDBPDatabase<Schema>> {
    const forget = (): void => {
      this.#database = undefined;
    };
    const database = await openDB<Schema>(DATABASE, VERSION, {
      upgrade: (upgraded) => {
        upgraded.createObjectStore('entries', { keyPath: 'id' }).createIndex('time', 'time');
        upgraded.createObjectStore('pictures');
        upgraded.createObjectStore('classes');
        upgraded.createObjectStore('settings');
      },
      // A page of a newer version waits for this one.
      blocking: () => {
        database.close();
        forget();
      },
      // The visitor has cleared the data of the page, or the browser's storage broke down.
      terminated: forget,
    });
    return database;
  }

  /** Whether answers are to be kept; not before the visitor has said so. */
  async isOn(): Promise<boolean> {
    return failing(async () => (await (await this.#opened()).get('settings', 'on')) ?? false);
  }

  /** Keeps what the visitor says about keeping. */
  async switch(on: boolean): Promise<void> {
    await failing(async () => (await this.#opened()).put('settings', on, 'on'));
  }

  /** Asks the browser not to clear the store by itself. It may ask the visitor, so nothing that is to be kept waits for it. */
  async askToStay(): Promise<void> {
    // Pages without TLS have no such manager; what it answers is shown where the notebook is.
    if ('storage' in navigator) await navigator.storage.persist().catch(() => false);
  }

  /** All entries, the newest first. */
  async entries(): Promise<NotebookEntry[]> {
    return failing(async () => (await (await this.#opened()).getAllFromIndex('entries', 'time')).reverse());
  }

  /** The picture of an entry, a small JPEG. */
  async picture(id: string): Promise<Blob | undefined> {
    return failing(async () => (await this.#opened()).get('pictures', id));
  }

  /** Keeps an entry and its picture, both or neither. One with the same id is replaced. */
  async keep(entry: NotebookEntry, picture: Blob): Promise<void> {
    await failing(async () => {
      const transaction = (await this.#opened()).transaction(['entries', 'pictures'], 'readwrite');
      await Promise.all([
        transaction.objectStore('entries').put(entry),
        transaction.objectStore('pictures').put(picture, entry.id),
        committed(transaction),
      ]);
    });
  }

  /**
   * Changes an entry as it is now: another window may have changed it since it was read.
   * @returns it after the change; undefined if it is no longer there
   */
  async change(id: string, change: (entry: NotebookEntry) => NotebookEntry): Promise<NotebookEntry | undefined> {
    return failing(async () => {
      const transaction = (await this.#opened()).transaction('entries', 'readwrite');
      const before = await transaction.store.get(id);
      const after = before === undefined ? undefined : change(before);
      await Promise.all([after !== undefined && transaction.store.put(after), committed(transaction)]);
      return after;
    });
  }

  /** Deletes entries with their pictures. */
  async remove(ids: readonly string[]): Promise<void> {
    await failing(async () => {
      const transaction = (await this.#opened()).transaction(['entries', 'pictures'], 'readwrite');
      const [entries, pictures] = [transaction.objectStore('entries'), transaction.objectStore('pictures')];
      await Promise.all([...ids.flatMap((id) => [entries.delete(id), pictures.delete(id)]), transaction.done]);
    });
  }

  /** The labels of a model in a language, as they were kept last. */
  async classes(model: string, language: Language): Promise<readonly string[] | undefined> {
    return failing(async () => (await this.#opened()).get('classes', [model, language]));
  }

  /** Keeps the labels of a model for times without a network. */
  async keepClasses(model: string, language: Language, labels: readonly string[]): Promise<void> {
    await failing(async () => (await this.#opened()).put('classes', labels, [model, language]));
  }
}

/** Ends a transaction at once: its visitor may leave the page, which would undo one that waits for more to do. */
function committed(transaction: { readonly done: Promise<void>; commit: () => void }): Promise<void> {
  transaction.commit();
  return transaction.done;
}

async function failing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storageFailure(error);
  }
}
