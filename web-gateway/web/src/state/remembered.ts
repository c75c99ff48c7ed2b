/** A value that this browser remembers, where it may. */
export interface Remembered<T> {
  get(): T | undefined;
  set(value: T | undefined): void;
}

/** Under `cameramonit.<key>` in local storage; what `isValid` refuses counts as forgotten. */
export function remembered<T>(key: string, isValid: (value: unknown) => boolean): Remembered<T> {
  const name = `cameramonit.${key}`;
  return {
    get() {
      try {
        const text = localStorage.getItem(name);
        const value: unknown = text === null ? undefined : JSON.parse(text);
        return isValid(value) ? (value as T) : undefined;
      } catch {
        return undefined;
      }
    },
    set(value) {
      try {
        if (value === undefined) localStorage.removeItem(name);
        else localStorage.setItem(name, JSON.stringify(value));
      } catch {
        // Private windows may refuse; then it is forgotten at the next start.
      }
    },
  };
}
