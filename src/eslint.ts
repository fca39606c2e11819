import { version } from './version.ts';

const plugin = { meta: { name: 'dbmig-lint', version, namespace: 'dbmig' } };

export default plugin;
