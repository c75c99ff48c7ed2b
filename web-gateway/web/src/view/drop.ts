import { useRef, useState } from 'preact/hooks';

/** Files dragged over an element: `isOver` while they hover, `onFiles` when they are let go. */
export function useDrop(onFiles: (files: readonly File[]) => void, onNoFile: () => void) {
  const [isOver, setOver] = useState(false);
  const depth = useRef(0);
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
  return {
    isOver,
    handlers: {
      onDragEnter(event: DragEvent) {
        if (!hasFiles(event)) return;
        event.preventDefault();
        depth.current++;
        setOver(true);
      },
      onDragOver(event: DragEvent) {
        if (!hasFiles(event)) return;
        event.preventDefault();
        event.dataTransfer!.dropEffect = 'copy';
      },
      onDragLeave(event: DragEvent) {
        if (!hasFiles(event)) return;
        depth.current = Math.max(0, depth.current - 1);
        if (!depth.current) setOver(false);
      },
      onDrop(event: DragEvent) {
        if (!hasFiles(event)) return;
        event.preventDefault();
        depth.current = 0;
        setOver(false);
        const files = [...event.dataTransfer!.items]
          .filter((item) => item.kind === 'file' && !item.webkitGetAsEntry()?.isDirectory)
          .map((item) => item.getAsFile())
          .filter((file) => file !== null);
        if (files.length) onFiles(files);
        else onNoFile();
      },
    },
  };
}
