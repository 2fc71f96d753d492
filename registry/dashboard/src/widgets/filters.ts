/** A filter of the registry's that all of several must pass; undefined for none. */
export function allOf(filters: readonly (string | undefined | false)[]): string | undefined {
  const given = filters.filter(filter => filter !== undefined && filter !== false && filter !== "");
  return given.length < 2 ? given[0] || undefined : `and(${given.join(",")})`;
}

/** Members that contain a text, or match it where it has a star or a question mark. */
export function like(member: string, text: string | undefined): string | undefined {
  if (!text) return undefined;
  const pattern = /[*?]/.test(text) ? text : `*${text}*`;
  return `like(${member},${quoted(pattern.slice(0, 128))})`;
}

/** A text as filters write it. */
export function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll("\"", "\\\"")}"`;
}
