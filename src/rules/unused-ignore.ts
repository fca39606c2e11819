import { defineRule } from '../rule.ts';

/** The engine reports it: only it knows which comments were needed. */
export default defineRule({
  summary: 'A `dbmig-ignore` comment that switches nothing off',
  why: 'A comment that outlives the code it excused hides the next finding on that line. Removing it changes nothing else.',
  construct: 'unused `dbmig-ignore` comment',
  severity: 'info',
  category: 'leftover',
  directions: ['sqlite-to-postgres', 'postgres-to-sqlite', 'portable'],
});
