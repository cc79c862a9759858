/**
 * Classes whose initialisers may be suspended, rewritten before anything looks at them. What the engine would run while it constructs or defines becomes
 * code of private methods, which are compiled as any other:
 *
 *     class A { x = f(); #p = g(); }        class A { #$init1() { $.define(this, "x", f()); }  …  constructor() { this.#$init1(); … } }
 *     class B extends A { y = f() }         class B extends A { …  constructor(...$args) { super(...$args); this.#$init1(); } }
 *     class C { static z = f() }            (($class, $run) => { $run[0](); return $class; })(class C { static #$init1() { … } static { $.hand(…) } }, $.taken())
 *
 *     class D { constructor(private p) {} } class D { p; constructor(p) { this.p = p; } }
 *
 * A private field that is initialised late is stored in another one, behind accessors that know whether it is there yet.
 */
import { children, t } from "../babel.ts";
import { type ClassRewrite, type ClassRewrites, HANDLE } from "../class-rewrites.ts";
import { assign, call, id, isAnonymous, member, morph, named } from "../nodes.ts";

/** A member that took the place of one of the user's. */
export interface MovedMember {
  readonly method: t.ClassPrivateMethod;
  /** What else stands there: where a private field is stored, and its accessors. */
  readonly others: readonly t.ClassBody["body"][number][];
  /** The user's text of the value, null without one; null for a static block, whose body stays. */
  readonly value: { readonly start: number; readonly end: number; readonly name: string | null } | null;
  readonly block: t.StaticBlock | null;
}

export interface ParameterProperties {
  readonly constructor: t.ClassMethod;
  /** Where the class's body begins, and the fields to be declared there. */
  readonly start: number;
  readonly fields: readonly string[];
  /** What stands in front of the parameters: `private readonly `. */
  readonly modifiers: readonly { readonly start: number; readonly end: number; readonly content: string }[];
}

export interface RewrittenClasses {
  readonly moved: readonly MovedMember[];
  /** Constructors that the user did not write. */
  readonly constructors: readonly t.ClassMethod[];
  /** `#p in o`, to be asked in another way: the call that it became, and where its right side begins. */
  readonly brands: readonly { readonly node: t.CallExpression; readonly right: number }[];
  /** Parameter properties that became parameters, fields and assignments. */
  readonly properties: readonly ParameterProperties[];
  /** Where the handle on the runtime stands, whose name is not known yet. */
  readonly handles: readonly t.Identifier[];
}

export function rewriteClasses(file: t.File, source: string, rewrites: ClassRewrites): RewrittenClasses {
  const rewriter = new Rewriter(source);
  const starts = [...rewrites.keys()];
  const mayHold = ({ start, end }: t.Node): boolean => typeof start !== "number" || starts.some((at) => at >= start && at < end!);
  const visit = (node: t.Node, parent: t.Node): void => {
    if (!mayHold(node)) return;
    for (const child of children(node)) visit(child, node); // what is inside a class first
    const rewrite = t.isClass(node) ? rewrites.get(node.start!) : undefined;
    if (rewrite !== undefined) rewriter.class(node as t.Class, rewrite, parent);
  };
  if (rewrites.size > 0) visit(file.program, file);
  return rewriter;
}

type Field = t.ClassProperty | t.ClassPrivateProperty;

class Rewriter implements RewrittenClasses {
  readonly moved: MovedMember[] = [];
  readonly constructors: t.ClassMethod[] = [];
  readonly brands: { node: t.CallExpression; right: number }[] = [];
  readonly properties: ParameterProperties[] = [];
  readonly handles: t.Identifier[] = [];
  readonly #source: string;
  #count = 0;

  constructor(source: string) {
    this.#source = source;
  }

  class(node: t.Class, { hasNewConstructor, isAssigned, fieldsFrom, staticsFrom, hasParameterProperties }: ClassRewrite, parent: t.Node): void {
    const { body } = node;
    const methods: t.ClassPrivateMethod[] = [];
    const statics: t.ClassPrivateMethod[] = [];
    for (const element of [...body.body]) {
      const isStatic = element.type === "StaticBlock" || ("static" in element && element.static === true);
      if (!isMovable(element) || element.start! < (isStatic ? staticsFrom : fieldsFrom)) continue;
      if (isAssigned && element.type === "ClassProperty" && !element.value) continue;
      const moved = element.type === "StaticBlock" ? this.#block(element) : this.#field(element, { isStatic, isAssigned, body });
      (isStatic ? statics : methods).push(moved.method);
      this.moved.push(moved);
      body.body.splice(body.body.indexOf(element), 1, ...moved.others, moved.method);
    }
    if (hasNewConstructor) this.#addConstructor(node);
    const properties = hasParameterProperties ? this.#parameterProperties(node, isAssigned) : [];
    if (methods.length + properties.length > 0) this.#callFromConstructor(node, methods, properties);
    if (statics.length > 0) this.#runAfterwards(node, statics, parent);
  }

  #handle(name: string, ...args: t.Expression[]): t.CallExpression {
    return call(this.#name(name), ...args);
  }

  #name(name: string): t.MemberExpression {
    const handle = id(HANDLE);
    this.handles.push(handle);
    return member(handle, name);
  }

  /** A name that the file does not have. */
  #fresh(word: string): string {
    do this.#count++;
    while (this.#source.includes(`$${word}${this.#count}`));
    return `$${word}${this.#count}`;
  }

  #method(from: t.Node, isStatic: boolean, body: t.Statement[]): t.ClassPrivateMethod {
    const block = placed(t.blockStatement(body), from);
    return placed(t.classPrivateMethod("method", t.privateName(id(this.#fresh("init"))), [], block, isStatic), from);
  }

  #block(block: t.StaticBlock): MovedMember {
    return { method: this.#method(block, true, block.body), others: [], value: null, block };
  }

  #field(field: Field, { isStatic, isAssigned, body }: { isStatic: boolean; isAssigned: boolean; body: t.ClassBody }): MovedMember {
    const key = keyOf(field);
    const name = key.type === "StringLiteral" ? key.value : "";
    const { value } = field;
    const isNamed = value ? isAnonymous(value) : false;
    const given = !value ? id("undefined") : isNamed ? (key.type === "StringLiteral" ? named(value, name) : namedBy(value, key)) : value;
    const place = value ? { start: afterEquals(field, this.#source), end: field.end! - (this.#source[field.end! - 1] === ";" ? 1 : 0), name: isNamed ? name : null } : null;
    if (field.type === "ClassProperty") {
      const target = t.memberExpression(t.thisExpression(), t.cloneNode(key), true);
      const define = isAssigned ? t.assignmentExpression("=", target, given) : this.#handle("define", t.thisExpression(), t.cloneNode(key), given);
      return { method: this.#method(field, isStatic, [t.expressionStatement(define)]), others: [], value: place, block: null };
    }
    const { storage, others } = this.#accessors(field, isStatic);
    this.#askLate(body, field.key.id.name, storage);
    const assign = t.assignmentExpression("=", privateMember(t.thisExpression(), storage), given);
    return { method: this.#method(field, isStatic, [t.expressionStatement(assign)]), others, value: place, block: null };
  }

  /** `#$late1 = $.uninitialized; get #p() { return $.initialized(this.#$late1, "#p"); } set #p($value) { … }` */
  #accessors(field: t.ClassPrivateProperty, isStatic: boolean): { storage: string; others: MovedMember["others"] } {
    const { name } = field.key.id;
    const storage = this.#fresh("late");
    const stored = (): t.Expression => privateMember(t.thisExpression(), storage);
    const checked = (verb: string): t.Expression => this.#handle("initialized", stored(), t.stringLiteral(`#${name}`), t.stringLiteral(verb));
    const property = t.classPrivateProperty(t.privateName(id(storage)), this.#name("uninitialized"), null, isStatic);
    const read = t.classPrivateMethod("get", t.privateName(id(name)), [], t.blockStatement([t.returnStatement(checked("read"))]), isStatic);
    const write = t.assignmentExpression("=", stored() as t.MemberExpression, id("$value"));
    const written = t.classPrivateMethod("set", t.privateName(id(name)), [id("$value")], t.blockStatement([t.expressionStatement(checked("write")), t.expressionStatement(write)]), isStatic);
    return { storage, others: [property, read, written].map((node) => zeroAt(node, field)) };
  }

  /** `#p in o`: before its initialiser has run, the field is not there. */
  #askLate(body: t.ClassBody, name: string, storage: string): void {
    const visit = (node: t.Node): void => {
      if (node !== body && node.type === "ClassBody" && node.body.some((element) => "key" in element && element.key.type === "PrivateName" && element.key.id.name === name)) return;
      for (const key of t.VISITOR_KEYS[node.type] ?? []) {
        const child = (node as unknown as Record<string, t.Node | (t.Node | null)[] | null>)[key];
        for (const item of Array.isArray(child) ? child : [child]) if (item) visit(item);
      }
      if (node.type !== "BinaryExpression" || node.left.type !== "PrivateName" || node.left.id.name !== name) return;
      const right = node.right;
      const isThere = t.binaryExpression("!==", privateMember(id("$object"), storage), this.#name("uninitialized"));
      const ask = t.arrowFunctionExpression([id("$object")], t.logicalExpression("&&", t.binaryExpression("in", t.privateName(id(storage)), id("$object")), isThere));
      zeroAt(ask, node);
      morph(node, call(ask, right));
      this.brands.push({ node: node as unknown as t.CallExpression, right: (right.extra?.["parenStart"] as number | undefined) ?? right.start! });
    };
    visit(body);
  }

  /** The constructor that the class would have had by default. */
  #addConstructor(node: t.Class): void {
    const name = this.#fresh("args");
    const isDerived = Boolean(node.superClass);
    const body = isDerived ? [t.expressionStatement(placed(t.callExpression(t.super(), [t.spreadElement(id(name))]), node))] : [];
    const method = t.classMethod("constructor", id("constructor"), isDerived ? [t.restElement(id(name))] : [], t.blockStatement(body));
    method.loc = method.body.loc = node.loc ?? null;
    method.start = method.end = method.body.start = method.body.end = node.body.start! + 1;
    for (const statement of body) statement.start = statement.end = statement.expression.start = statement.expression.end = method.start;
    this.constructors.push(method);
    node.body.body.unshift(method);
  }

  /** `private x: T = 1` → `x: T = 1`, and a field as TypeScript declares one. @returns the names. */
  #parameterProperties({ body }: t.Class, isAssigned: boolean): string[] {
    const own = constructorIn(body);
    const modifiers: ParameterProperties["modifiers"][number][] = [];
    const names: string[] = [];
    own.params.forEach((param, index) => {
      if (param.type !== "TSParameterProperty") return;
      const inner = param.parameter;
      const decorator = param.decorators?.at(-1);
      modifiers.push({ start: decorator?.end ?? param.start!, end: inner.start!, content: decorator ? " " : "" });
      names.push(((inner.type === "AssignmentPattern" ? inner.left : inner) as t.Identifier).name);
      if (decorator) inner.decorators = param.decorators ?? null;
      own.params[index] = inner;
    });
    const start = body.start! + 1;
    const fields = isAssigned ? [] : names;
    body.body.unshift(...fields.map((name) => zeroAt(t.classProperty(id(name)), { end: start, loc: own.loc } as t.Node)));
    this.properties.push({ constructor: own, start, fields, modifiers });
    return names;
  }

  /** `this.#$init1()` first of all, or behind each `super(…)`; then the parameter properties. */
  #callFromConstructor({ superClass, body }: t.Class, methods: readonly t.ClassPrivateMethod[], properties: readonly string[]): void {
    const own = constructorIn(body);
    const calls = (): t.Expression[] => methods.map((method) => located(call(privateMember(t.thisExpression(), method.key.id.name)), method));
    const assignments = ({ end, loc }: t.Node): t.Expression[] => properties.map((name) => assign(member(t.thisExpression(), name), zeroAt(id(name), { end, loc } as t.Node)));
    if (!superClass) {
      own.body.body.unshift(...assignments({ end: own.body.start! + 1, loc: own.body.loc } as t.Node).map((expression) => t.expressionStatement(expression)));
      own.body.body.unshift(...calls().map((expression) => t.expressionStatement(expression)));
      own.body.extra = { ...own.body.extra, fields: methods.length };
      return;
    }
    const visit = (node: t.Node): void => {
      if (t.isClass(node)) return; // (its heritage and keys may hold a super call of ours: not found, refused before)
      for (const key of t.VISITOR_KEYS[node.type] ?? []) {
        const child = (node as unknown as Record<string, t.Node | (t.Node | null)[] | null>)[key];
        for (const item of Array.isArray(child) ? child : [child]) if (item) visit(item);
      }
      if (node.type !== "CallExpression" || node.callee.type !== "Super") return;
      const copy = { ...node };
      morph(node, t.sequenceExpression([copy, ...calls(), ...assignments(copy), t.thisExpression()]));
    };
    visit(own);
  }

  #runAfterwards(node: t.Class, statics: readonly t.ClassPrivateMethod[], parent: t.Node): void {
    const hands = statics.map((method) => zeroAt(t.arrowFunctionExpression([], located(call(privateMember(t.thisExpression(), method.key.id.name)), method)), method));
    node.body.body.push(t.staticBlock([t.expressionStatement(this.#handle("hand", t.arrayExpression(hands)))]));
    const [made, run] = [this.#fresh("class"), this.#fresh("run")];
    const steps = statics.map((method, index) => t.expressionStatement(located(call(t.memberExpression(id(run), t.numericLiteral(index), true)), method)));
    const inner = { ...node, type: "ClassExpression" } as t.ClassExpression;
    const name = inner.id ? null : inferredName(parent);
    const runner = zeroAt(t.arrowFunctionExpression([id(made), id(run)], t.blockStatement([...steps, t.returnStatement(id(made))])), node);
    const whole = located(call(runner, name === null ? inner : named(inner, name), this.#handle("taken")), node);
    if (node.type === "ClassExpression") return morph(node, whole);
    morph(node, t.variableDeclaration("let", [t.variableDeclarator(t.cloneNode(node.id!), whole)]));
  }
}

function constructorIn({ body }: t.ClassBody): t.ClassMethod {
  return body.find((element) => element.type === "ClassMethod" && element.kind === "constructor" && t.isBlockStatement(element.body)) as t.ClassMethod;
}

function isMovable(element: t.ClassBody["body"][number]): element is Field | t.StaticBlock {
  return element.type === "StaticBlock" || ((element.type === "ClassProperty" || element.type === "ClassPrivateProperty") && !("declare" in element && element.declare === true));
}

/** The key, to be evaluated when the field is made; a computed one is constant (`2-select/constructors.ts`). */
function keyOf(field: Field): t.Expression {
  const { key } = field;
  if (key.type === "PrivateName") return t.stringLiteral(`#${key.id.name}`);
  if (field.type === "ClassProperty" && field.computed) return key;
  return t.stringLiteral(key.type === "Identifier" ? key.name : String((key as t.StringLiteral | t.NumericLiteral).value));
}

/** `{ [key]: fn }[key]`: the function takes the key's name. */
function namedBy(fn: t.Expression, key: t.Expression): t.Expression {
  return t.memberExpression(t.objectExpression([t.objectProperty(t.cloneNode(key), fn, true)]), t.cloneNode(key), true);
}

/** Where the text of a field's value begins, parentheses and comments included. */
function afterEquals(field: Field, source: string): number {
  return source.indexOf("=", (field.typeAnnotation ?? field.key).end!) + 1;
}

function privateMember(object: t.Expression, name: string): t.MemberExpression {
  return t.memberExpression(object, t.privateName(id(name)));
}

function inferredName(node: t.Node): string | null {
  if (node.type === "VariableDeclarator" || node.type === "AssignmentPattern" || node.type === "AssignmentExpression") {
    const target = node.type === "VariableDeclarator" ? node.id : node.left;
    return target.type === "Identifier" ? target.name : null;
  }
  if (node.type !== "ObjectProperty" || node.computed) return null;
  return node.key.type === "Identifier" ? node.key.name : node.key.type === "StringLiteral" ? node.key.value : null;
}

/** Gives a node of ours the user's place. */
function placed<T extends t.Node>(node: T, { start, end, loc }: t.Node): T {
  return Object.assign(node, { start, end, loc });
}

/** A place for stack traces only. */
function located<T extends t.Node>(node: T, { loc }: t.Node): T {
  return Object.assign(node, { loc });
}

/** A function of ours that holds nothing of the user's. */
function zeroAt<T extends t.Node>(node: T, { end, loc }: t.Node): T {
  return Object.assign(node, { start: end, end, loc });
}
