/**
 * What the slots of a frame mean to the user, by resume point, for `frames: "full"`:
 *
 *     "orders,*at - ="     point 1: `orders` in s0, `at` in the box in s1; point 2: nothing that the user has a name for; point 3: as the point before
 *
 * Temporaries have no name, nor has the variable that a constructor's object waits in before it is assigned. Of two variables of one name the inner one
 * is meant. Variables that closures share are not in frames, and so not here.
 */
import type { Liveness } from "../graph.ts";
import type { Lowered, Point } from "../ir.ts";
import type { Names } from "../names.ts";
import type { Variables } from "../variables.ts";

export function localsTable({ points }: Lowered, { spills, slots }: Liveness, variables: Variables, names: Names): string {
  const users = userNames(variables, names);
  const rows = points.map((point) => rowOf(point, spills.get(point.id) ?? [], slots, users));
  return rows.map((row, index) => (row === rows[index - 1] ? AS_BEFORE : row)).join(" ");
}

const NOTHING = "-";
const AS_BEFORE = "=";

interface UserName {
  readonly name: string;
  readonly isBoxed: boolean;
  /** More is further inside. */
  readonly depth: number;
}

/** By the name that compiled code has for it. */
function userNames(variables: Variables, { self, arguments: list }: Names): Map<string, UserName> {
  const users = new Map<string, UserName>([[self, { name: "this", isBoxed: false, depth: 0 }], [list, { name: "arguments", isBoxed: false, depth: 0 }]]);
  // Invariant: scopes come before those inside them (3-lower/storage.ts).
  for (const { binding, name, storage } of variables.values()) if (storage !== "shared") users.set(name, { name: binding.name, isBoxed: storage === "boxed", depth: users.size });
  return users;
}

function rowOf({ call }: Point, kept: readonly string[], slots: Liveness["slots"], users: ReadonlyMap<string, UserName>): string {
  const underConstruction = call.kind === "call" && call.form !== "call" && call.into.kind !== "none" ? call.into.name : null;
  const visible = new Map<string, { slot: number; user: UserName }>();
  for (const compiled of kept) {
    const user = users.get(compiled);
    if (user === undefined || compiled === underConstruction || (visible.get(user.name)?.user.depth ?? -1) > user.depth) continue;
    visible.set(user.name, { slot: slots.get(compiled)!, user });
  }
  const row: string[] = [];
  for (const { slot, user } of visible.values()) row[slot] = user.isBoxed ? `*${user.name}` : user.name;
  return row.length === 0 ? NOTHING : Array.from(row, (name) => name ?? "").join(",");
}
