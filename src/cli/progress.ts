/** Tells of a catch-up as it goes on. */
export interface Progress {
  readonly at: (position: number) => void;
  /** Leaves the line and says how it went. */
  readonly done: () => void;
}

/** How often the line is drawn again, in milliseconds: faster than that nobody reads. */
const REDRAW = 100;

/** One line that is drawn over again: the position, and events a second since the first one. Says nothing where nobody watches. */
export const progressLine = (
  redraw: ((text: string) => void) | undefined,
  now: () => number = () => performance.now(),
  what = 'position',
): Progress => {
  if (!redraw) return { at: () => undefined, done: () => undefined };
  let first: { readonly position: number; readonly time: number } | undefined;
  let last = { position: 0, time: -Infinity };
  let drawn = false;
  const draw = (position: number, time: number): void => {
    const seconds = (time - first!.time) / 1000;
    const speed =
      seconds > 0 && position > first!.position
        ? ` · ${Math.round((position - first!.position) / seconds).toLocaleString('en')} events/s`
        : '';
    redraw(`\r\u001b[K${what} ${position.toLocaleString('en')}${speed}`);
    drawn = true;
  };
  return {
    at: (position) => {
      const time = now();
      first ??= { position, time };
      if (time - last.time < REDRAW) {
        last = { position, time: last.time };
        return;
      }
      last = { position, time };
      draw(position, time);
    },
    done: () => {
      if (!first) return;
      draw(last.position, now());
      if (drawn) redraw('\n');
    },
  };
};
