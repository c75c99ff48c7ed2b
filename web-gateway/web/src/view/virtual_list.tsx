import { Component, createRef, type ComponentChildren } from 'preact';

export interface VirtualListProps<R extends { key: string }> {
  rows: readonly R[];
  /** Expected height in px, until measured. */
  estimate(row: R): number;
  render(row: R): ComponentChildren;
  /** The view moved: the row that is looked at, whether it is at the end, and all rows in and near it. */
  onView?(looked: R, atEnd: boolean, near: readonly R[]): void;
  label: string;
}

interface State {
  first: number;
  last: number;
}

const kOverscanPx = 600;
const kAtEndPx = 60;
/** Where people look, as a share of the view from its top. */
const kEyeAt = 1 / 3;

/**
 * A long scrolling list of which only what is near the view exists. New rows and changed heights never move what is
 * being read; at the end it follows the newest row.
 */
export class VirtualList<R extends { key: string }> extends Component<VirtualListProps<R>, State> {
  override state: State = { first: 0, last: -1 };
  private readonly scroller = createRef<HTMLDivElement>();
  private readonly heights = new Map<string, number>();
  private offsets = new Float64Array(1);
  private indexOfKey = new Map<string, number>();
  private laidOut: readonly R[] = [];
  private dirty = true;
  /** What keeps its place: the end, or a row and how far the view's top is below the row's. */
  private anchor: 'end' | { keys: string[]; delta: number } = 'end';
  private readonly elements = new Map<Element, string>();
  private readonly observer = new ResizeObserver((entries) => this.onResize(entries));

  override componentDidMount(): void {
    this.observer.observe(this.scroller.current!);
    this.settle();
  }

  override componentWillUnmount(): void {
    this.observer.disconnect();
  }

  override componentDidUpdate(): void {
    this.settle();
  }

  get isAtEnd(): boolean {
    return this.anchor === 'end';
  }

  scrollToEnd(): void {
    this.anchor = 'end';
    this.settle();
  }

  /** Brings a row into view, a third below the top. False when there is no such row. */
  scrollTo(key: string): boolean {
    this.layOut();
    if (!this.indexOfKey.has(key)) return false;
    this.anchor = { keys: [key], delta: -Math.round(this.viewHeight * kEyeAt) };
    this.settle();
    return true;
  }

  focusRow(key: string): void {
    for (const [element, name] of this.elements) {
      if (name === key) (element as HTMLElement).querySelector<HTMLElement>('[tabindex]')?.focus({ preventScroll: true });
    }
  }

  private get viewHeight(): number {
    return this.scroller.current?.clientHeight ?? 0;
  }

  private heightOf(row: R): number {
    return this.heights.get(row.key) ?? this.props.estimate(row);
  }

  /** Where each row begins; offsets[n] is the height of all. */
  private layOut(): void {
    const { rows } = this.props;
    if (!this.dirty && this.laidOut === rows) return;
    if (this.laidOut !== rows) {
      this.indexOfKey = new Map(rows.map((row, index) => [row.key, index]));
      this.laidOut = rows;
    }
    if (this.offsets.length !== rows.length + 1) this.offsets = new Float64Array(rows.length + 1);
    let top = 0;
    rows.forEach((row, index) => {
      this.offsets[index] = top;
      top += this.heightOf(row);
    });
    this.offsets[rows.length] = top;
    this.dirty = false;
  }

  private get total(): number {
    return this.offsets[this.props.rows.length] ?? 0;
  }

  /** The row at this distance from the top, by bisection. */
  private indexAt(y: number): number {
    let low = 0;
    let high = this.props.rows.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.offsets[middle]! <= y) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Puts the view back where its anchor is and shows the rows there. */
  private settle(): void {
    const scroller = this.scroller.current;
    if (!scroller) return;
    this.layOut();
    const canvas = scroller.firstElementChild as HTMLElement;
    canvas.style.height = `${this.total}px`;
    let wanted = scroller.scrollTop;
    if (this.anchor === 'end') {
      wanted = Math.max(0, this.total - this.viewHeight);
    } else {
      const key = this.anchor.keys.find((candidate) => this.indexOfKey.has(candidate));
      if (key !== undefined) wanted = this.offsets[this.indexOfKey.get(key)!]! + this.anchor.delta;
    }
    wanted = Math.max(0, Math.min(wanted, this.total - this.viewHeight));
    if (Math.abs(scroller.scrollTop - wanted) >= 1) scroller.scrollTop = wanted;
    this.showRange();
  }

  private showRange(): void {
    const { rows } = this.props;
    const top = this.scroller.current?.scrollTop ?? 0;
    const first = rows.length ? this.indexAt(top - kOverscanPx) : 0;
    const last = rows.length ? this.indexAt(top + this.viewHeight + kOverscanPx) : -1;
    if (first !== this.state.first || last !== this.state.last) this.setState({ first, last });
    const eye = top + this.viewHeight * (this.isAtEnd ? 1 : kEyeAt) - (this.isAtEnd ? 1 : -1);
    const looked = rows[this.indexAt(eye)];
    if (looked) this.props.onView?.(looked, this.isAtEnd, rows.slice(first, last + 1));
  }

  private readonly onScroll = (): void => {
    const scroller = this.scroller.current!;
    this.layOut();
    const top = scroller.scrollTop;
    if (this.total - this.viewHeight - top < kAtEndPx) {
      this.anchor = 'end';
    } else {
      const index = this.indexAt(top);
      const keys = this.props.rows.slice(index, index + 8).map((row) => row.key);
      this.anchor = { keys, delta: top - (this.offsets[index] ?? 0) };
    }
    this.showRange();
  };

  private onResize(entries: readonly ResizeObserverEntry[]): void {
    let changed = false;
    for (const entry of entries) {
      const key = this.elements.get(entry.target);
      if (key === undefined) {
        changed = true;  // the view itself
        continue;
      }
      const height = entry.borderBoxSize[0]?.blockSize ?? entry.contentRect.height;
      if (height > 0 && this.heights.get(key) !== height) {
        this.heights.set(key, height);
        this.dirty = changed = true;
      }
    }
    if (changed) {
      this.settle();
      this.forceUpdate();
    }
  }

  private readonly attach = (key: string) => (element: HTMLElement | null): void => {
    if (!element) return;
    this.elements.set(element, key);
    this.observer.observe(element);
  };

  private forgetGone(): void {
    for (const element of this.elements.keys()) {
      if (element.isConnected) continue;
      this.observer.unobserve(element);
      this.elements.delete(element);
    }
  }

  override render({ rows, render, label }: VirtualListProps<R>, { first, last }: State): ComponentChildren {
    this.layOut();
    if (this.elements.size > 200) this.forgetGone();
    return (
      <div class="scroller" ref={this.scroller} onScroll={this.onScroll} role="log" aria-live="off" aria-label={label}>
        <div class="canvas" style={{ height: `${this.total}px` }}>
          {rows.slice(first, last + 1).map((row, i) => (
            <div
              class="row" key={row.key} data-key={row.key} ref={this.attach(row.key)}
              style={{ transform: `translateY(${this.offsets[first + i] ?? 0}px)` }}
            >
              {render(row)}
            </div>
          ))}
        </div>
      </div>
    );
  }
}
