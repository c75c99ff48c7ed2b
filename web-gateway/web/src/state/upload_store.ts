/** What must be known to go on with an upload after the page was left. */
export interface StoredUpload {
  id: string;
  /** Announcing it again under the same request id is the same upload. */
  requestId: string;
  user: string;
  channel: string;
  fileName: string;
  size: number;
  lastModified: number;
  /** uploads/…, once announced. */
  upload: string;
  /** The content, where the browser keeps it for us. */
  file?: Blob;
}

export interface UploadStore {
  all(): Promise<StoredUpload[]>;
  put(upload: StoredUpload): Promise<void>;
  remove(id: string): Promise<void>;
}

/** Larger files are not copied into the browser's storage; after a reload they are asked for again. */
const kKeepContentUpTo = 1024 * 1024 * 1024;

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('cameramonit', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('uploads', { keyPath: 'id' });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function use<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction('uploads', mode);
      const request = work(transaction.objectStore('uploads'));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? request.error);
    });
  } finally {
    database.close();
  }
}

/** Kept in IndexedDB. Where that is refused (private windows) an upload ends with its page. */
export function indexedUploads(): UploadStore {
  return {
    all: () => use('readonly', (store) => store.getAll() as IDBRequest<StoredUpload[]>).catch(() => []),
    async put(upload) {
      const { file, ...rest } = upload;
      const withContent = file && file.size <= kKeepContentUpTo ? upload : rest;
      try {
        await use('readwrite', (store) => store.put(withContent));
      } catch {
        await use('readwrite', (store) => store.put(rest)).catch(() => undefined);
      }
    },
    remove: (id) => use('readwrite', (store) => store.delete(id)).catch(() => undefined),
  };
}
