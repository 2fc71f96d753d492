import type { MarkKind } from "./marks";

/** How a kind of mark looks: its line's dashes and its sign tell it apart where colour does not. */
export interface MarkStyle {
  words: string;
  dashes: number[];
  /** The sign in a box of −1 … 1, as an SVG path; a canvas draws the same. */
  sign: string;
}

export const markStyles: Record<MarkKind, MarkStyle> = {
  novelty: { words: "meets a class it does not know", dashes: [2, 3], sign: "M0-1 1 .9H-1z" },
  drift: { words: "drift: errors rise", dashes: [8, 4], sign: "M0-1 1 0 0 1-1 0z" },
  merged: { words: "a neighbour's part goes in, on probation", dashes: [], sign: "M-.9 0a.9.9 0 1 0 1.8 0a.9.9 0 1 0-1.8 0z" },
  adopted: { words: "adopted for good", dashes: [12, 3, 2, 3], sign: "M-.8-.8H.8V.8H-.8z" },
  "rolled-back": { words: "rolled back", dashes: [5, 2], sign: "M-1-.55-.55-1 0-.45.55-1 1-.55.45 0 1 .55.55 1 0 .45-.55 1-1 .55-.45 0z" },
};
