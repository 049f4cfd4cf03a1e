/** Sums as people do them, in decimal digits: 0.57 times 100 is 57, and 1000.1 minus 1000 is 0.1. */

/** Liquid reads a text as the number that it begins with, and everything else as none. */
function numberOf(value: unknown): number {
  const number = typeof value === "string" ? Number.parseFloat(value) : Number(value);
  return Number.isNaN(number) ? 0 : number;
}

/** Digits that a double keeps of any decimal number, and digits behind the point that are looked at. */
const digits = 15;
const most = 30;

/** Digits behind the point: of 0.57 two, of 1e-7 seven. */
function decimalsOf(value: number): number {
  const [mantissa = "", exponent = "0"] = String(value).split("e");
  return Math.max(0, (mantissa.split(".")[1]?.length ?? 0) - Number(exponent));
}

/** What is exact has no more digits behind the point than this; the rest is noise of binary numbers. */
function rounded(value: number, decimals: number): number {
  if (!Number.isFinite(value) || Number.isSafeInteger(value) || decimals > most) return value;
  return Number(Number(value.toFixed(decimals)).toPrecision(digits));
}

type Sum = (left: unknown, right: unknown, more?: unknown) => number;

function sum(calculate: (left: number, right: number) => number, decimals: (left: number, right: number) => number): Sum {
  return (left, right) => {
    const [one, other] = [numberOf(left), numberOf(right)];
    return rounded(calculate(one, other), decimals(decimalsOf(one), decimalsOf(other)));
  };
}

/** In whole numbers, since 5.5 % 1.1 is nearly 1.1 in binary ones. */
function remainder(one: number, other: number): number {
  const scale = 10 ** Math.max(decimalsOf(one), decimalsOf(other));
  const [whole, by] = [Math.round(one * scale), Math.round(other * scale)];
  const isExact = Number.isSafeInteger(whole) && Number.isSafeInteger(by);
  return isExact ? (((whole % by) + by) % by) / scale : ((one % other) + other) % other;
}

/** The filters, by their names in Liquid. */
export const sums: Readonly<Record<string, Sum>> = {
  plus: sum((one, other) => one + other, Math.max),
  minus: sum((one, other) => one - other, Math.max),
  times: sum(
    (one, other) => one * other,
    (one, other) => one + other,
  ),
  modulo: sum(remainder, Math.max),
  divided_by(left, right, whole = false) {
    const quotient = numberOf(left) / numberOf(right);
    const exact = Number.isFinite(quotient) ? Number(quotient.toPrecision(digits)) : quotient;
    return whole === true ? Math.floor(exact) : exact;
  },
};
