import type { Facts, MemberUse, ModuleMock, Problem } from '../core/types.ts';
import { defineRule, type Project } from '../rule.ts';

type Located = Problem & { readonly path: string };

const VERB: Readonly<Record<MemberUse['use'], string>> = { assign: 'assigns', call: 'calls', read: 'reads', spy: 'spies on' };

/** Names that the runtime and module interop add to every module. */
const ALWAYS = new Set(['default', '__esModule', 'then', 'toString', 'hasOwnProperty', 'prototype', 'name', 'length', 'constructor']);

function* project(project: Project): Iterable<Located> {
  for (const fact of project.facts) {
    if (!fact.isTest || !fact.module) continue;
    for (const use of fact.module.members) {
      const target = project.factsOf(use.resolved);
      if (target && isDatabaseModule(target) && isRemoved(target, use.of, use.member)) yield ofMember(fact.path, use);
    }
    for (const mock of fact.module.mocks) yield* ofMock(project, fact.path, mock);
    yield* ofImports(project, fact);
  }
}

/** Modules that open a database: tests reach into them to set it up. What tests do with others is not a matter of the migration. */
const isDatabaseModule = (facts: Facts): boolean => facts.connections.length > 0;

/** Whether the module is known whole and has no such member, under an export (`*`: the module itself). */
function isRemoved(target: Facts, of: string, member: string): boolean {
  const { module } = target;
  if (!module || ALWAYS.has(member)) return false;
  if (of === '*') return module.exportsComplete && !module.exports.some((own) => own.name === member);
  const owner = module.exports.find((own) => own.name === of);
  return owner?.members !== undefined && !owner.members.includes(member);
}

/** A path of an alias is resolved by its end. */
const doubt = (specifier: string): { readonly confidence?: 'likely' } => (specifier.startsWith('.') ? {} : { confidence: 'likely' });

function ofMember(path: string, use: MemberUse): Located {
  const owner = use.of === '*' ? `\`${use.specifier}\`` : `\`${use.of}\` of \`${use.specifier}\``;
  return {
    path, start: use.start, end: use.end,
    silent: use.use === 'assign', ...doubt(use.specifier),
    message: `The test ${VERB[use.use]} \`${use.member}\`, which ${owner} does not have${use.use === 'assign' ? ': the assignment changes nothing and the test runs on what the program is configured for' : ''}.`,
    help: 'Set the test up with what the module exports now, or give the module a way to be pointed at a test database.',
    related: [{ path: use.resolved, span: { start: 0, end: 0 }, message: 'The module without it' }],
  };
}

function* ofMock(project: Project, path: string, mock: ModuleMock): Iterable<Located> {
  const target = mock.resolved === undefined ? undefined : project.factsOf(mock.resolved);
  if (!target || !isDatabaseModule(target)) return;
  for (const member of mock.members ?? []) {
    if (!isRemoved(target, '*', member.name)) continue;
    yield {
      path, start: member.span.start, end: member.span.end, severity: 'warning',
      message: `The mock of \`${mock.specifier}\` gives \`${member.name}\`, which the module does not export: the code under test cannot be using it.`,
      help: 'Mock what the module exports now; a mock of the old layer lets the tests pass without testing the new one.',
      related: [{ path: target.path, span: { start: 0, end: 0 }, message: 'The module without it' }],
    };
  }
}

/** Names that a test imports and the module no longer exports. */
function* ofImports(project: Project, fact: Facts): Iterable<Located> {
  const mocked = new Set(fact.module!.mocks.map((mock) => mock.resolved));
  for (const own of fact.module!.imports) {
    const target = own.resolved === undefined ? undefined : project.factsOf(own.resolved);
    if (!target || mocked.has(own.resolved) || !isDatabaseModule(target)) continue;
    for (const { imported, span } of own.names) {
      if (imported === '*' || !isRemoved(target, '*', imported)) continue;
      yield {
        path: fact.path, start: span.start, end: span.end, ...doubt(own.specifier),
        message: `The test imports \`${imported}\`, which \`${own.specifier}\` does not export.`,
        help: 'Set the test up with what the module exports now.',
        related: [{ path: target.path, span: { start: 0, end: 0 }, message: 'The module without it' }],
      };
    }
  }
}

export default defineRule({
  summary: 'Tests that use members of a database module which no longer exist',
  why: `When the data layer is rewritten, its module loses exports: the path of the file, the cached handle, a reset helper. Tests go on assigning, calling and mocking them. A call fails at set-up; an assignment to a property that nobody reads, and a
mock of a function that nobody calls, do not fail at all: the suite runs against whatever the program is configured for, or tests the mock. The rule speaks of modules that open or use a database and whose exports can be listed completely.`,
  construct: 'tests that use removed members',
  severity: 'critical',
  category: 'leftover',
  directions: ['sqlite-to-postgres', 'postgres-to-sqlite', 'portable'],
  manual: ['ECMAScript, Module namespace objects: https://tc39.es/ecma262/#sec-module-namespace-exotic-objects'],
  project,
});
