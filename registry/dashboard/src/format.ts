import type { TaskManifest } from "./protocol";

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const shortClock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

export function count(value: number): string {
  return whole.format(value);
}

/** A share in [0, 1] as per cent with one decimal. */
export function percent(share: number | undefined): string {
  return share === undefined ? "–" : `${(share * 100).toFixed(1)} %`;
}

export function bytes(value: number): string {
  if (value < 1000) return `${value} B`;
  return value < 1_000_000 ? `${(value / 1000).toFixed(1)} kB` : `${(value / 1_000_000).toFixed(1)} MB`;
}

export function bits(value: number): string {
  return `${value.toFixed(3)} bits`;
}

/** The time of day in the viewer's zone. */
export function time(at: string | Date, seconds = true): string {
  return (seconds ? clock : shortClock).format(new Date(at));
}

/** The same moment in UTC, for who compares with a log. */
export function utc(at: string): string {
  return new Date(at).toISOString().replace("T", " ").replace("Z", " UTC");
}

/** The names of classes; an index that the manifest does not have is called unknown, with its place. */
export function classNames(task: TaskManifest | undefined, indices: readonly number[]): string[] {
  return indices.map(index => task?.schema.classes[index] ?? `unknown class (no. ${index + 1})`);
}

/** “a”, “b” and “c”. */
export function spoken(names: readonly string[]): string {
  const quoted = names.map(name => `“${name}”`);
  if (quoted.length < 2) return quoted[0] ?? "";
  return `${quoted.slice(0, -1).join(", ")} and ${quoted.at(-1)}`;
}
