/** Decimal arithmetic, as people calculate: 0.57 times 100 is 57, and 1000.1 minus 1000 is 0.1. */

/** Liquid reads a text as the number at its beginning, and everything else as 0. */
function numberOf(value: unknown): number {
  const number = typeof value === "string" ? Number.parseFloat(value) : Number(value);
  return Number.isNaN(number) ? 0 : number;
}

/** The decimal digits that a double can hold exactly, and the most digits after the point. */
const digits = 15;
const most = 30;

/** Digits after the point: two for 0.57, seven for 1e-7. */
function decimalsOf(value: number): number {
  const [mantissa = "", exponent = "0"] = String(value).split("e");
  return Math.max(0, (mantissa.split(".")[1]?.length ?? 0) - Number(exponent));
}

/** An exact result has at most this many digits after the point. Further digits come from the binary representation. */
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

/** Calculated with whole numbers, because 5.5 % 1.1 is nearly 1.1 in binary. */
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
