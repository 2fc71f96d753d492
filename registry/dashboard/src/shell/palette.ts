/** The colours that canvases need, by the names of the style sheet's variables. */
export const paletteNames = [
  "cartel", "twin", "novelty", "drift", "merged", "adopted", "rolled-back", "text", "faint", "grid", "panel", "near", "far",
] as const;

export type Palette = Record<(typeof paletteNames)[number], string>;

/** Reads the colours as they are now; a canvas understands neither variables nor light-dark(). */
export function readPalette(): Palette {
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const entries = paletteNames.map(name => {
    probe.style.color = `var(--${name})`;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  return Object.fromEntries(entries) as Palette;
}
