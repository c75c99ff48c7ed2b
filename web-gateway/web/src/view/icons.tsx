import type { JSX } from 'preact';

/** Outline icons on a 24 px grid, in the colour of the text. They say nothing by themselves: name the button. */
const icon = (...paths: string[]) => function Icon(): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {paths.map((path) => <path key={path} d={path} />)}
    </svg>
  );
};

export const Back = icon('M15 5l-7 7 7 7');
export const Send = icon('M5 12h13', 'M12 5l7 7-7 7');
export const Clip = icon('M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.7 4.7l-8.5 8.5a1.7 1.7 0 0 1-2.4-2.4L14.5 7');
export const Play = icon('M8 5.5v13l10.5-6.5z');
export const Close = icon('M6 6l12 12', 'M18 6L6 18');
export const Search = icon('M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14z', 'M16.2 16.2L20 20');
export const Bell = icon('M6 17V11a6 6 0 0 1 12 0v6', 'M4 17h16', 'M10.5 20.5h3');
export const More = icon('M5 11v2', 'M12 11v2', 'M19 11v2');
export const Down = icon('M6 9l6 6 6-6');
export const Left = icon('M14 6l-6 6 6 6');
export const Right = icon('M10 6l6 6-6 6');
export const Pin = icon('M9 4h6l-1 6 3 3H7l3-3z', 'M12 13v7');
export const Plus = icon('M12 5v14', 'M5 12h14');
export const Link = icon('M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1', 'M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1');
export const Save = icon('M12 4v11', 'M7 10.5l5 5 5-5', 'M5 20h14');
export const Share = icon('M12 15V4', 'M7.5 8L12 3.5 16.5 8', 'M5 13v6h14v-6');
export const Pause = icon('M9 6v12', 'M15 6v12');
export const Pencil = icon('M5 19l1-4L16 5l3 3L9 18z');
export const Bin = icon('M5 7h14', 'M9 7V4h6v3', 'M7 7l1 13h8l1-13');
export const Warning = icon('M12 4L2.5 20h19z', 'M12 10v5', 'M12 17.5h.01');
export const Eye = icon('M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z', 'M12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z');
export const Lens = icon('M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16z', 'M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z');
export const Film = icon('M4 5h16v14H4z', 'M8 5v14', 'M16 5v14', 'M4 12h16');
