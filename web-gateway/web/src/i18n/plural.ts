/** The Polish form that goes with a number: 1 osoba, 2 osoby, 5 osób, 22 osoby. */
export function pluralPl(n: number, one: string, few: string, many: string): string {
  if (n === 1) return one;
  const tens = n % 100;
  const units = n % 10;
  return units >= 2 && units <= 4 && (tens < 12 || tens > 14) ? few : many;
}

export const pluralEn = (n: number, one: string, many: string): string => (n === 1 ? one : many);
