/**
 * Scopes: which binding each identifier means, who captures it, and what each function uses.
 *
 * Babel's own scope tracker is not used: it merges the scopes of parameters and body, does not know sloppy-mode block functions, and takes
 * several times as long as parsing on large files. What is resolved here is what ECMA-262 says (§8.2 Scope Analysis, §9.1 Environment Records);
 * what is not modelled is flagged on the function (`hasEval`, `hasWith`), which is then left plain.
 */
import { children, isTypeOnly, t } from "../babel.ts";
import { asBlock, hoistedBlockFunctions, withoutLabels } from "./block-functions.ts";
import { className, functionName } from "./function-names.ts";
import { hasBodyScope } from "./parameters.ts";
import { type Binding, type BindingKind, boundIdentifiers, type Fn, isUsing, type Operator, type Reference, type Resolution, type Scope } from "../resolution.ts";

/** Resolves a whole file. */
export function resolve(file: t.File, isModule: boolean): Resolution {
  return new Resolver(file, isModule).result();
}

/** Operators that convert their operands to primitives, and `instanceof`. */
const CONVERTING = new Set(["+", "-", "*", "/", "%", "**", "&", "|", "^", "<<", ">>", ">>>", "<", ">", "<=", ">=", "==", "!=", "~", "instanceof"]);

interface Labels {
  readonly names: string[];
  readonly statement: t.Statement;
  readonly isLoop: boolean;
  readonly isBreakable: boolean;
  readonly next: Labels | null;
}

class Resolver {
  readonly #functions: Fn[] = [];
  readonly #classes = new Map<t.Class, Fn>();
  readonly #globals = new Map<string, Reference[]>();
  readonly #bindingOf = new Map<t.Node, Binding>();
  readonly #parentOf = new Map<t.Node, t.Node>();
  readonly #fnOf = new Map<t.Node, Fn>();
  readonly #names = new Set<string>();
  readonly #program: Fn;
  #labels: Labels | null = null;
  #pendingLabels: string[] = [];
  /** Functions in blocks of sloppy code that are variables of the function, too, with that variable's scope. */
  readonly #hoistedFunctions = new Map<t.Node, Scope>();
  #withDepth = 0;
  #isInDecorator = false;

  constructor(file: t.File, isModule: boolean) {
    const { program } = file;
    const isStrict = isModule || hasUseStrict(program.directives);
    this.#program = this.#newFn("program", program, null, "", isStrict, null);
    withoutLabels(program.body);
    this.#hoistVars(program, this.#program.scope);
    this.#hoistLexical(program.body, this.#program.scope);
    for (const statement of program.body) this.#visit(statement, program, this.#program.scope);
  }

  result(): Resolution {
    return { program: this.#program, functions: this.#functions, classes: this.#classes, globals: this.#globals, bindingOf: this.#bindingOf, parentOf: this.#parentOf, fnOf: this.#fnOf, names: this.#names };
  }

  #newFn(kind: Fn["kind"], node: t.Node, parent: Fn | null, name: string, isStrict: boolean, outer: Scope | null): Fn {
    const fn: Fn = {
      kind, node, parent, name, isStrict, children: [], scope: undefined as unknown as Scope, scopes: [], uses: [], calls: [], yields: [], implicitCalls: [], accesses: [], operators: [], jumps: [], returns: [],
      usesThis: false, usesArguments: false, usesNewTarget: false, hasEval: false, hasOwnEval: false, hasWith: this.#withDepth > 0, hasDefinitions: false, blockFunctions: new Map(),
    };
    fn.scope = { kind: kind === "program" ? "program" : "function", node, parent: outer, fn, bindings: new Map() };
    fn.scopes.push(fn.scope);
    parent?.children.push(fn);
    this.#functions.push(fn);
    this.#fnOf.set(node, fn);
    return fn;
  }

  #newScope(kind: Scope["kind"], node: t.Node, parent: Scope): Scope {
    const scope: Scope = { kind, node, parent, fn: parent.fn, bindings: new Map() };
    parent.fn.scopes.push(scope);
    return scope;
  }

  /** A scope for what a list of statements declares; the one around it, where they declare nothing. */
  #lexicalScope(kind: Scope["kind"], node: t.Node, statements: readonly t.Node[], parent: Scope): Scope {
    if (!statements.some(declaresLexically)) return parent;
    const scope = this.#newScope(kind, node, parent);
    this.#hoistLexical(statements, scope);
    return scope;
  }

  // ---- declarations

  #declare(name: string, kind: BindingKind, scope: Scope, declaration: t.Node): void {
    if (!scope.bindings.has(name)) scope.bindings.set(name, { name, kind, scope, declaration, references: [], writes: [], inits: 0, nodes: [] });
  }

  #declarePattern(pattern: t.Node, kind: BindingKind, scope: Scope, declaration: t.Node): void {
    for (const id of boundIdentifiers(pattern)) this.#declare(id.name, kind, scope, declaration);
  }

  /** `var` of a whole function body, through blocks but not through functions. @returns whether a block in it declares a function. */
  #hoistVars(node: t.Node, scope: Scope, depth = 0): boolean {
    let hasBlockFunction = false;
    for (const child of children(node)) {
      if (child.type === "FunctionDeclaration" && depth > 0) hasBlockFunction = true;
      if (isTypeOnly(child) || t.isFunction(child) || t.isExpression(child) || t.isClass(child) || child.type === "TSModuleDeclaration") continue;
      if (child.type === "VariableDeclaration" && child.kind === "var") {
        for (const declarator of child.declarations) this.#declarePattern(declarator.id, "var", scope, declarator);
      }
      if (!isSimple(child) && (t.isStatement(child) || child.type === "SwitchCase" || child.type === "CatchClause")) hasBlockFunction = this.#hoistVars(child, scope, depth + 1) || hasBlockFunction;
    }
    return hasBlockFunction;
  }

  /** The declarations of a function's body, in the scope that is theirs. */
  #hoistBody(body: t.BlockStatement, params: readonly t.Node[], scope: Scope): void {
    withoutLabels(body.body);
    const hasBlockFunction = this.#hoistVars(body, scope);
    this.#hoistLexical(body.body, scope);
    if (!hasBlockFunction || scope.fn.isStrict) return;
    for (const declaration of hoistedBlockFunctions(body, params)) {
      this.#declare(declaration.id!.name, "var", scope, declaration);
      this.#hoistedFunctions.set(declaration, scope);
    }
  }

  /** let, const, class, function, enum, import of one statement list. */
  #hoistLexical(statements: readonly t.Node[], scope: Scope): void {
    for (let statement of statements) {
      if (statement.type === "ExportNamedDeclaration" || statement.type === "ExportDefaultDeclaration") statement = statement.declaration ?? statement;
      while (statement.type === "LabeledStatement") statement = statement.body;
      if (isTypeOnly(statement)) continue;
      switch (statement.type) {
        case "VariableDeclaration":
          if (statement.kind === "var") break;
          for (const declarator of statement.declarations) this.#declarePattern(declarator.id, statement.kind === "let" ? "let" : "const", scope, declarator);
          break;
        case "FunctionDeclaration":
          if (statement.id) this.#declare(statement.id.name, "function", scope, statement);
          break;
        case "ClassDeclaration":
          if (statement.id) this.#declare(statement.id.name, "class", scope, statement);
          break;
        case "TSEnumDeclaration":
          this.#declare(statement.id.name, "enum", scope, statement);
          break;
        case "TSModuleDeclaration":
          if (statement.id.type === "Identifier") this.#declare(statement.id.name, "enum", scope, statement);
          break;
        case "TSImportEqualsDeclaration":
          this.#declare(statement.id.name, "import", scope, statement);
          break;
        case "ImportDeclaration":
          for (const specifier of statement.specifiers) this.#declare(specifier.local.name, "import", scope, specifier);
          break;
      }
    }
  }

  // ---- references

  #reference(node: t.Identifier | t.JSXIdentifier, scope: Scope, access: Reference["access"]): void {
    const reference: Reference = { node, fn: scope.fn, access };
    this.#names.add(node.name);
    for (let at: Scope | null = scope; at !== null; at = at.parent) {
      const binding = at.bindings.get(node.name);
      if (binding !== undefined) {
        binding.references.push(reference);
        if (access === "init") binding.inits++;
        else if (access !== "read") binding.writes.push(reference);
        binding.nodes.push(node);
        scope.fn.uses.push(binding);
        this.#bindingOf.set(node, binding);
        return;
      }
      if (node.name === "arguments" && at.kind === "function" && at.node === at.fn.node && hasArguments(at.fn)) {
        for (let fn: Fn | null = scope.fn; fn !== null; fn = fn.parent) {
          fn.usesArguments = true;
          if (fn === at.fn) return;
        }
        return;
      }
    }
    scope.fn.uses.push(node.name);
    const uses = this.#globals.get(node.name);
    if (uses === undefined) this.#globals.set(node.name, [reference]);
    else uses.push(reference);
  }

  #visitAll(nodes: readonly (t.Node | null | undefined)[], parent: t.Node, scope: Scope): void {
    for (const node of nodes) if (node) this.#visit(node, parent, scope);
  }

  /** The user's tools, or the engine, evaluate decorators: nothing is suspended there. Functions inside them are functions. */
  #visitDecorators(decorators: readonly t.Decorator[], parent: t.Node, scope: Scope): void {
    const outer = this.#isInDecorator;
    this.#isInDecorator = true;
    this.#visitAll(decorators, parent, scope);
    this.#isInDecorator = outer;
  }

  /** The parents of literals and of keys without brackets are not noted: nobody asks for them, and they are a third of all nodes. */
  #visit(node: t.Node, parent: t.Node, scope: Scope): void {
    switch (node.type) {
      case "StringLiteral":
      case "NumericLiteral":
      case "BooleanLiteral":
      case "NullLiteral":
      case "BigIntLiteral":
      case "RegExpLiteral":
      case "TemplateElement":
        return;
      case "ThisExpression":
      case "Super":
        return this.#markLexical(scope.fn, "usesThis");
    }
    this.#parentOf.set(node, parent);
    this.#visitInner(node, parent, scope);
  }

  #visitInner(node: t.Node, parent: t.Node, scope: Scope): void {
    if (isTypeOnly(node)) return;
    if (t.isFunction(node)) return this.#visitFunction(node, scope);
    if (t.isClass(node)) return this.#visitClass(node, scope);
    switch (node.type) {
      case "Identifier":
        return this.#reference(node, scope, "read");
      case "MetaProperty":
        if (node.meta.name === "new") this.#markLexical(scope.fn, "usesNewTarget");
        return;
      case "CallExpression":
      case "OptionalCallExpression":
        if (!this.#isInDecorator) scope.fn.calls.push(node);
        if (node.callee.type === "Identifier" && node.callee.name === "eval") this.#flagEval(scope.fn);
        return this.#visitChildren(node, scope);
      case "NewExpression":
      case "TaggedTemplateExpression":
        if (!this.#isInDecorator) scope.fn.calls.push(node);
        return this.#visitChildren(node, scope);
      case "SpreadElement":
        if (parent.type !== "ObjectExpression" && !this.#isInDecorator) scope.fn.implicitCalls.push(node);
        return this.#visitChildren(node, scope);
      case "YieldExpression":
        if (node.delegate) scope.fn.calls.push(node);
        scope.fn.yields.push(node);
        return this.#visitChildren(node, scope);
      case "AwaitExpression":
        scope.fn.yields.push(node);
        return this.#visitChildren(node, scope);
      case "MemberExpression":
      case "OptionalMemberExpression":
        if (!this.#isInDecorator) scope.fn.accesses.push(node);
        this.#visit(node.object, node, scope);
        if (node.computed) this.#visit(node.property, node, scope);
        return;
      case "ObjectProperty":
        if (node.computed) this.#visit(node.key, node, scope);
        return this.#visit(node.value, node, scope);
      case "BinaryExpression":
      case "UnaryExpression":
        if (CONVERTING.has(node.operator)) this.#noteOperator(node, scope);
        return this.#visitChildren(node, scope);
      case "TemplateLiteral":
        if (parent.type !== "TaggedTemplateExpression" && node.expressions.length > 0) this.#noteOperator(node, scope);
        return this.#visitChildren(node, scope);
      case "AssignmentExpression":
        if (CONVERTING.has(node.operator.slice(0, -1))) this.#noteOperator(node, scope);
        this.#visitTarget(node.left, node, scope, node.operator === "=" ? "write" : "update");
        return this.#visit(node.right, node, scope);
      case "UpdateExpression":
        this.#noteOperator(node, scope);
        return this.#visitTarget(node.argument, node, scope, "update");
      case "VariableDeclaration":
        if (isUsing(node)) scope.fn.implicitCalls.push(node);
        for (const declarator of node.declarations) {
          this.#parentOf.set(declarator, node);
          if (declarator.init) this.#visit(declarator.init, declarator, scope);
          const isLoopHead = (parent.type === "ForInStatement" || parent.type === "ForOfStatement") && parent.left === node;
          const access = node.kind === "var" ? (declarator.init || isLoopHead ? "write" : null) : "init";
          this.#visitTarget(declarator.id as t.LVal, declarator, scope, access);
        }
        return;
      case "JSXOpeningElement":
      case "JSXClosingElement":
        this.#visitJsxName(node.name, node, scope);
        if (node.type === "JSXOpeningElement") this.#visitAll(node.attributes, node, scope);
        return;
      case "JSXAttribute":
        if (node.value) this.#visit(node.value, node, scope);
        return;
      case "ImportDeclaration":
        for (const specifier of node.specifiers) this.#parentOf.set(specifier, node);
        return;
      case "ExportSpecifier":
        if ((parent as t.ExportNamedDeclaration).source || node.local.type !== "Identifier") return;
        return this.#visit(node.local, node, scope);
      case "ExportNamedDeclaration":
        if (node.declaration) this.#visit(node.declaration, node, scope);
        return this.#visitAll(node.specifiers, node, scope);
      case "TSEnumDeclaration":
        scope.fn.hasDefinitions = true;
        return this.#visitAll((node.body?.members ?? (node as unknown as { members: t.TSEnumMember[] }).members).map((member) => member.initializer), node, scope);
      case "TSModuleDeclaration":
        return this.#visitNamespace(node, scope);
      case "TSParameterProperty":
        return this.#visit(node.parameter, node, scope);
      case "TSImportEqualsDeclaration":
        if (node.moduleReference.type === "Identifier") this.#visit(node.moduleReference, node, scope);
        return;
      default:
        return this.#visitStatement(node, scope);
    }
  }

  #noteOperator(node: Operator, { fn }: Scope): void {
    if (!this.#isInDecorator) fn.operators.push(node);
  }

  #visitStatement(node: t.Node, scope: Scope): void {
    switch (node.type) {
      case "BlockStatement": {
        withoutLabels(node.body);
        const block = this.#lexicalScope("block", node, node.body, scope);
        return this.#labelled(node, false, false, () => this.#visitAll(node.body, node, block));
      }
      case "ForStatement": {
        const head = this.#lexicalScope("for", node, node.init ? [node.init] : [], scope);
        return this.#labelled(node, true, true, () => this.#visitAll([node.init, node.test, node.update, node.body], node, head));
      }
      case "ForInStatement":
      case "ForOfStatement":
        return this.#visitForEach(node, scope);
      case "WhileStatement":
      case "DoWhileStatement":
        return this.#labelled(node, true, true, () => this.#visitChildren(node, scope));
      case "SwitchStatement": {
        this.#visit(node.discriminant, node, scope);
        for (const { consequent } of node.cases) withoutLabels(consequent);
        const inner = this.#lexicalScope("switch", node, node.cases.flatMap((clause) => clause.consequent), scope);
        return this.#labelled(node, false, true, () => {
          for (const clause of node.cases) {
            this.#parentOf.set(clause, node);
            this.#visitAll([clause.test, ...clause.consequent], clause, inner);
          }
        });
      }
      case "CatchClause": {
        const inner = this.#newScope("catch", node, scope);
        if (node.param) {
          this.#declarePattern(node.param, "catch", inner, node);
          this.#visitTarget(node.param as t.LVal, node, inner, "init");
        }
        return this.#visit(node.body, node, inner);
      }
      case "IfStatement":
        if (node.consequent.type === "FunctionDeclaration") node.consequent = asBlock(node.consequent);
        if (node.alternate?.type === "FunctionDeclaration") node.alternate = asBlock(node.alternate);
        return this.#visitChildren(node, scope);
      case "LabeledStatement":
        this.#pendingLabels.push(node.label.name);
        this.#names.add(node.label.name);
        if (isLabelTarget(node.body)) return this.#visit(node.body, node, scope);
        return this.#labelled(node, false, false, () => this.#visit(node.body, node, scope));
      case "BreakStatement":
      case "ContinueStatement": {
        const target = this.#jumpTarget(node);
        if (target !== null) scope.fn.jumps.push({ node, target });
        return;
      }
      case "ReturnStatement":
        scope.fn.returns.push(node);
        return this.#visitChildren(node, scope);
      case "WithStatement":
        for (let fn: Fn | null = scope.fn; fn !== null; fn = fn.parent) fn.hasWith = true;
        this.#visit(node.object, node, scope);
        this.#withDepth++;
        this.#visit(node.body, node, scope);
        this.#withDepth--;
        return;
      default:
        return this.#visitChildren(node, scope);
    }
  }

  #visitChildren(node: t.Node, scope: Scope): void {
    for (const key of t.VISITOR_KEYS[node.type] ?? []) {
      const child = (node as unknown as Record<string, t.Node | (t.Node | null)[] | null | undefined>)[key];
      if (Array.isArray(child)) this.#visitAll(child, node, scope);
      else if (child) this.#visit(child, node, scope);
    }
  }

  #visitForEach(node: t.ForInStatement | t.ForOfStatement, scope: Scope): void {
    if (node.type === "ForOfStatement") {
      scope.fn.implicitCalls.push(node);
      if (node.await) scope.fn.yields.push(node);
    }
    const head = this.#lexicalScope("for", node, [node.left], scope);
    if (node.left.type === "VariableDeclaration") {
      const [{ id, init }] = node.left.declarations as [t.VariableDeclarator];
      // `for (var a = 1 in o)` of sloppy code (B.3.5) → `for (var a in (a = 1, o))`
      if (init) {
        node.right = t.sequenceExpression([t.assignmentExpression("=", Object.assign(t.identifier((id as t.Identifier).name), { start: init.start, end: init.start, loc: init.loc }), init), node.right]);
        node.left.declarations[0]!.init = null;
      }
      this.#visit(node.left, node, head);
    } else this.#visitTarget(node.left, node, head, "write");
    this.#visit(node.right, node, head);
    this.#labelled(node, true, true, () => this.#visit(node.body, node, head));
  }

  /** Pattern or simple target of an assignment; `access` null: a `var` without a value. */
  #visitTarget(node: t.Node, parent: t.Node, scope: Scope, access: Reference["access"] | null): void {
    this.#parentOf.set(node, parent);
    switch (node.type) {
      case "Identifier":
        if (access === null) this.#names.add(node.name);
        else this.#reference(node, scope, access);
        if (access === null) this.#bindWithoutAccess(node, scope);
        return;
      case "AssignmentPattern":
        this.#visitTarget(node.left, node, scope, access);
        return this.#visit(node.right, node, scope);
      case "RestElement":
        return this.#visitTarget(node.argument, node, scope, access);
      case "ArrayPattern":
        scope.fn.implicitCalls.push(node);
        for (const element of node.elements) if (element) this.#visitTarget(element, node, scope, access);
        return;
      case "ObjectPattern":
        for (const property of node.properties) {
          this.#parentOf.set(property, node);
          if (property.type === "RestElement") this.#visitTarget(property.argument, property, scope, access);
          else {
            scope.fn.accesses.push(property);
            if (property.computed) this.#visit(property.key, property, scope);
            this.#visitTarget(property.value, property, scope, access);
          }
        }
        return;
      case "TSAsExpression":
      case "TSNonNullExpression":
      case "TSSatisfiesExpression":
      case "TSTypeAssertion":
      case "ParenthesizedExpression":
        return this.#visitTarget(node.expression, node, scope, access);
      case "TSParameterProperty":
        return this.#visitTarget(node.parameter, node, scope, access);
      default:
        return this.#visit(node, parent, scope);
    }
  }

  /** `var x;` is no access, but renaming must find it. */
  #bindWithoutAccess(node: t.Identifier, scope: Scope): void {
    for (let at: Scope | null = scope; at !== null; at = at.parent) {
      const binding = at.bindings.get(node.name);
      if (binding !== undefined) {
        binding.nodes.push(node);
        return void this.#bindingOf.set(node, binding);
      }
    }
  }

  #visitFunction(node: t.Function, outer: Scope): void {
    const { fn: parent } = outer;
    const body = node.body as t.BlockStatement | t.Expression | undefined;
    const isStrict = outer.fn.isStrict || isInClass(outer) || (body?.type === "BlockStatement" && hasUseStrict(body.directives));
    if ("key" in node && node.computed) this.#visit(node.key, node, outer);
    if ("decorators" in node && node.decorators) this.#visitDecorators(node.decorators, node, outer);
    let scope = outer;
    if (node.type === "FunctionExpression" && node.id) {
      scope = this.#newScope("self", node, outer);
      this.#declare(node.id.name, "self", scope, node);
    }
    if (node.type === "FunctionDeclaration" && node.id) {
      this.#parentOf.set(node.id, node);
      this.#reference(node.id, outer, "init");
    }
    const own = functionName(node, this.#parentOf);
    const name = outer.kind === "class" && "key" in node ? className(outer.node as t.Class, own) : own;
    const fn = this.#newFn("function", node, parent, parent.name === "" ? name : `${parent.name}.${name}`, isStrict, scope);
    const labels = this.#labels;
    const pending = this.#pendingLabels;
    const isInDecorator = this.#isInDecorator;
    this.#labels = null;
    this.#pendingLabels = [];
    this.#isInDecorator = false;
    for (const param of node.params) if (!isTypeOnly(param)) this.#declarePattern(param, "param", fn.scope, param);
    const isBlock = body?.type === "BlockStatement";
    const inner = isBlock && hasBodyScope(node) ? this.#newScope("body", body, fn.scope) : fn.scope;
    if (isBlock) this.#hoistBody(body, node.params, inner);
    for (const param of node.params) {
      if ("decorators" in param && param.decorators) {
        outer.fn.hasDefinitions = true;
        this.#visitDecorators(param.decorators, param, outer);
      }
      if (!isTypeOnly(param)) this.#visitTarget(param, node, fn.scope, "init");
    }
    if (body) {
      this.#parentOf.set(body, node);
      if (isBlock) this.#visitAll(body.body, body, inner);
      else this.#visit(body, node, fn.scope);
    }
    this.#labels = labels;
    this.#pendingLabels = pending;
    this.#isInDecorator = isInDecorator;
    if (node.type === "FunctionDeclaration" && !outer.fn.isStrict && outer.node !== outer.fn.node && outer.kind !== "body") this.#blockFunction(node, outer);
  }

  /** `{ function f() {} }` in sloppy code: where the declaration stands, the variable of the function gets its value. */
  #blockFunction(node: t.FunctionDeclaration, block: Scope): void {
    const scope = this.#hoistedFunctions.get(node);
    if (scope === undefined) return void block.fn.blockFunctions.set(node, null);
    const place = { start: node.start, end: node.start, loc: node.loc };
    const [target, source] = [Object.assign(t.identifier(node.id!.name), place), Object.assign(t.identifier(node.id!.name), place)];
    const assignment = t.assignmentExpression("=", target, source);
    this.#parentOf.set(target, assignment);
    this.#reference(source, block, "read");
    this.#parentOf.set(source, assignment);
    const binding = scope.bindings.get(target.name)!;
    binding.references.push({ node: target, fn: block.fn, access: "write" });
    binding.nodes.push(target);
    block.fn.uses.push(binding);
    this.#bindingOf.set(target, binding);
    block.fn.blockFunctions.set(node, assignment);
  }

  #visitClass(node: t.Class, outer: Scope): void {
    this.#classes.set(node, outer.fn);
    outer.fn.hasDefinitions = true;
    if (node.type === "ClassDeclaration" && node.id) {
      this.#parentOf.set(node.id, node);
      this.#reference(node.id, outer, "init");
    }
    if (node.decorators) this.#visitDecorators(node.decorators, node, outer);
    const scope = this.#newScope("class", node, outer);
    if (node.id) this.#declare(node.id.name, "self", scope, node);
    if (node.superClass) this.#visit(node.superClass, node, scope);
    this.#parentOf.set(node.body, node);
    for (const member of node.body.body) {
      this.#parentOf.set(member, node.body);
      if (isTypeOnly(member)) continue;
      if (t.isFunction(member)) this.#visitFunction(member, scope);
      else if (member.type === "StaticBlock") {
        const fn = this.#newFn("initializer", member, outer.fn, joinName(outer.fn.name, "static"), true, scope);
        this.#hoistVars(member, fn.scope);
        this.#hoistLexical(member.body, fn.scope);
        this.#visitAll(member.body, member, fn.scope);
      } else if (member.type === "ClassProperty" || member.type === "ClassPrivateProperty" || member.type === "ClassAccessorProperty") {
        if (member.type !== "ClassPrivateProperty" && member.computed) this.#visit(member.key, member, scope);
        if (member.decorators) this.#visitDecorators(member.decorators, member, outer);
        if (member.value) {
          const fn = this.#newFn("initializer", member, outer.fn, joinName(outer.fn.name, "field"), true, scope);
          this.#visit(member.value, member, fn.scope);
        }
      }
    }
  }

  #visitNamespace(node: t.TSModuleDeclaration, outer: Scope): void {
    const { body } = node;
    const fn = this.#newFn("initializer", node, outer.fn, outer.fn.name, outer.fn.isStrict, outer);
    if (body?.type === "TSModuleBlock") {
      this.#hoistVars(body, fn.scope);
      this.#hoistLexical(body.body, fn.scope);
      this.#visitAll(body.body, body, fn.scope);
    } else if (body) this.#visit(body, node, fn.scope);
  }

  #visitJsxName(name: t.Node, parent: t.Node, scope: Scope): void {
    this.#parentOf.set(name, parent);
    if (name.type === "JSXMemberExpression") return this.#visitJsxName(name.object, name, scope);
    if (name.type !== "JSXIdentifier") return;
    if (parent.type === "JSXMemberExpression" || !/^[a-z]|-/.test(name.name)) this.#reference(name, scope, "read");
  }

  // ---- flags

  #markLexical(fn: Fn, flag: "usesThis" | "usesNewTarget"): void {
    for (let at: Fn | null = fn; at !== null; at = at.parent) {
      at[flag] = true;
      if (at.node.type !== "ArrowFunctionExpression") return;
    }
  }

  #flagEval(fn: Fn): void {
    fn.hasOwnEval = true;
    for (let at: Fn | null = fn; at !== null; at = at.parent) at.hasEval = true;
  }

  // ---- labels

  #labelled(statement: t.Statement, isLoop: boolean, isBreakable: boolean, visit: () => void): void {
    const names = this.#pendingLabels;
    this.#pendingLabels = [];
    const outer = this.#labels;
    this.#labels = { names, statement, isLoop, isBreakable, next: outer };
    visit();
    this.#labels = outer;
  }

  #jumpTarget(node: t.BreakStatement | t.ContinueStatement): t.Statement | null {
    for (let at = this.#labels; at !== null; at = at.next) {
      if (node.label ? at.names.includes(node.label.name) : node.type === "BreakStatement" ? at.isBreakable : at.isLoop) return at.statement;
    }
    return null;
  }
}

/** Statements without statements inside, but for those of functions. */
function isSimple({ type }: t.Node): boolean {
  return type === "ExpressionStatement" || type === "VariableDeclaration" || type === "ReturnStatement" || type === "ThrowStatement" || type === "BreakStatement" || type === "ContinueStatement";
}

/** Whether a statement declares a name in the scope of its list. */
function declaresLexically(statement: t.Node): boolean {
  switch (statement.type) {
    case "VariableDeclaration":
      return statement.kind !== "var";
    case "LabeledStatement":
      return declaresLexically(statement.body);
    default:
      return statement.type !== "ExpressionStatement" && t.isDeclaration(statement);
  }
}

/** Statements that take the labels in front of them; any other is wrapped by its label itself. */
function isLabelTarget(body: t.Statement): boolean {
  return t.isLoop(body) || body.type === "BlockStatement" || body.type === "SwitchStatement" || body.type === "LabeledStatement";
}

function joinName(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function hasUseStrict(directives: readonly t.Directive[]): boolean {
  return directives.some((directive) => directive.value.value === "use strict");
}

function isInClass(scope: Scope): boolean {
  for (let at: Scope | null = scope; at !== null; at = at.parent) if (at.kind === "class") return true;
  return false;
}

function hasArguments(fn: Fn): boolean {
  return fn.kind === "function" && fn.node.type !== "ArrowFunctionExpression";
}
