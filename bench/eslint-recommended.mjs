import tseslint from 'typescript-eslint';

export default [...tseslint.configs.recommended, { files: ['**/*.{ts,tsx}'], linterOptions: { reportUnusedDisableDirectives: 'off' } }];
