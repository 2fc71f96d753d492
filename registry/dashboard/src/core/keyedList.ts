/** Shows items as children of an element and keeps the child of an item that stays, with its focus and its chart. */
export class KeyedList<T, R extends { readonly node: HTMLElement }> {
  private readonly byKey = new Map<string, R>();
  private readonly parent: HTMLElement;
  private readonly key: (item: T) => string;
  private readonly create: (item: T) => R;
  private readonly removed: (row: R) => void;

  constructor(parent: HTMLElement, key: (item: T) => string, create: (item: T) => R, removed: (row: R) => void = () => {}) {
    this.parent = parent;
    this.key = key;
    this.create = create;
    this.removed = removed;
  }

  get rows(): Iterable<R> {
    return this.byKey.values();
  }

  show(items: readonly T[], update: (row: R, item: T) => void = () => {}): void {
    const wanted = new Set(items.map(this.key));
    for (const [key, row] of this.byKey) if (!wanted.has(key)) this.remove(key, row);

    let next = this.parent.firstElementChild;
    for (const item of items) {
      const row = this.rowOf(item);
      if (row.node === next) next = next.nextElementSibling;
      else this.parent.insertBefore(row.node, next);
      update(row, item);
    }
  }

  private rowOf(item: T): R {
    const key = this.key(item);
    const known = this.byKey.get(key);
    if (known) return known;
    const row = this.create(item);
    this.byKey.set(key, row);
    return row;
  }

  private remove(key: string, row: R): void {
    this.byKey.delete(key);
    row.node.remove();
    this.removed(row);
  }
}
