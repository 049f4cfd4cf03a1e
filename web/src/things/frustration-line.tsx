/** Frustration along a conversation, as a line: where it rises, and which turn that was. Each point leads to its turn. */

import type { Turn } from "../api.ts";
import { useClock } from "../design/moment.tsx";
import { moodOfScore } from "../design/parts.tsx";
import { useText } from "../messages/index.tsx";

const width = 1_000;
const height = 72;
const edge = 8;

/** Every point is a stop for the Tab key: more than these would be in the way. */
const mostPoints = 40;

interface Point {
  readonly x: number;
  readonly y: number;
  readonly score: number;
  readonly turn: Turn;
}

export function FrustrationLine({ turns }: { readonly turns: readonly Turn[] }) {
  const text = useText();
  const clock = useClock();
  const points = pointsOf(turns);
  if (points.length < 2) return null;
  const peak = points.reduce((highest, point) => (point.score > highest.score ? point : highest));
  const shown = [...points].sort((one, other) => other.score - one.score).slice(0, mostPoints);
  const label = text("line.label", { score: peak.score.toFixed(2), at: clock.time(peak.turn.at) });
  return (
    <figure className="line">
      <figcaption>{label}</figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        {[0.5, 0.8].map((bound) => (
          <line key={bound} className="bound" x1={0} x2={width} y1={yOf(bound)} y2={yOf(bound)} vectorEffect="non-scaling-stroke" />
        ))}
        <polygon className="area" points={`${points[0]?.x},${height} ${pathOf(points)} ${points.at(-1)?.x},${height}`} />
        <polyline className="stroke" points={pathOf(points)} vectorEffect="non-scaling-stroke" />
      </svg>
      <div className="line-points">
        {shown
          .sort((one, other) => one.x - other.x)
          .map(({ x, y, score, turn }) => (
            <a
              key={turn.event}
              href={`#turn-${turn.event}`}
              data-mood={moodOfScore(score)}
              style={{ left: `${(x / width) * 100}%`, top: `${(y / height) * 100}%` }}
              title={`${clock.time(turn.at)} · ${score.toFixed(2)}`}
              onClick={(event) => {
                event.preventDefault();
                const item = document.getElementById(`turn-${turn.event}`);
                item?.scrollIntoView({ block: "center" });
                item?.focus();
              }}
            >
              <span className="unseen">{text("line.point", { at: clock.time(turn.at), score: score.toFixed(2) })}</span>
            </a>
          ))}
      </div>
    </figure>
  );
}

/** Of each turn of the visitor: the higher of the message's score and the conversation's up to it. */
function pointsOf(turns: readonly Turn[]): readonly Point[] {
  const last = Math.max(1, turns.length - 1);
  return turns.flatMap((turn, index) => {
    const { frustration, session } = turn.readings ?? {};
    if (frustration === undefined) return [];
    const score = Math.max(frustration, session ?? 0);
    return [{ x: edge + (index / last) * (width - 2 * edge), y: yOf(score), score, turn }];
  });
}

function yOf(score: number): number {
  return height - edge - score * (height - 2 * edge);
}

function pathOf(points: readonly Point[]): string {
  return points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
}
