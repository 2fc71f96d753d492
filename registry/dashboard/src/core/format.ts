import { el } from "./dom";
import type { TaskManifest } from "./protocol";

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const shortClock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const dayAndClock = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
const units = ["B", "kB", "MB", "GB", "TB", "PB"];

export function count(value: number): string {
  return whole.format(value);
}

/** A share in [0, 1] as per cent with one decimal. */
export function percent(share: number | null | undefined): string {
  return share === undefined || share === null ? "–" : `${(share * 100).toFixed(1)} %`;
}

export function bytes(value: number): string {
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return unit === 0 ? `${value} B` : `${value.toFixed(1)} ${units[unit]}`;
}

export function bits(value: number): string {
  return `${value.toFixed(3)} bits`;
}

/** A span of time in the largest units that tell it. */
export function duration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h ${Math.round((seconds % 3_600) / 60)} min`;
  return `${(seconds / 86_400).toFixed(1)} days`;
}

/** The time of day in the viewer's zone. */
export function time(at: string | Date, seconds = true): string {
  return (seconds ? clock : shortClock).format(new Date(at));
}

/** The same moment in UTC, for who compares with a log. */
export function utc(at: string): string {
  return new Date(at).toISOString().replace("T", " ").replace("Z", " UTC");
}

/** A moment in the viewer's zone, with its day if it is not today's, and in UTC when it is pointed at. */
export function moment(at: string): HTMLTimeElement {
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  const element = el("time", "", isToday ? time(at) : dayAndClock.format(new Date(at)));
  element.dateTime = at;
  element.title = utc(at);
  return element;
}

/** How long ago a moment was, and the moment when it is pointed at. */
export function ago(at: string): HTMLTimeElement {
  const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(at)) / 1000));
  const element = moment(at);
  element.textContent = `${seconds < 60 ? `${seconds} s` : duration(seconds)} ago`;
  return element;
}

/** The names of classes; an index that the manifest does not have is called unknown, with its place. */
export function classNames(task: TaskManifest | undefined, indices: readonly number[]): string[] {
  return indices.map(index => task?.schema.classes[index] ?? `unknown class (no. ${index + 1})`);
}

/** “a”, “b” and “c”. */
export function spoken(names: readonly string[]): string {
  const quoted = names.map(name => `“${name.length > 40 ? `${name.slice(0, 39)}…` : name}”`);
  if (quoted.length < 2) return quoted[0] ?? "";
  return `${quoted.slice(0, -1).join(", ")} and ${quoted.at(-1)}`;
}
