/** Amounts of data as people read them. */
import { LOCALE } from "./language";

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];
const short = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });

/** "14.2 MiB": with a decimal as long as that is of use. */
export function size(bytes: number): string {
  let amount = Math.max(0, bytes);
  let unit = 0;
  while (amount >= 1024 && unit < UNITS.length - 1) {
    amount /= 1024;
    unit += 1;
  }
  return `${(amount < 100 && unit > 0 ? short : whole).format(amount)} ${UNITS[unit]}`;
}
