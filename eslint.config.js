import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  // src/inference/engines/simd/kernels/ is AssemblyScript, whose types and decorators on functions neither eslint nor prettier knows.
  {
    ignores: [
      'worker-configuration.d.ts',
      'src/inference/engines/simd/kernels/**',
      'dist/**',
      '.cache/**',
      '.wrangler/**',
      'node_modules/**',
      'scripts/models/onnx/onnx_pb.ts',
    ],
  },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: [
          'tsconfig.json',
          'tsconfig.node.json',
          'src/web/client/tsconfig.json',
          'src/web/device/tsconfig.json',
          'src/web/service-worker/tsconfig.json',
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      // Numbers and booleans read well in messages; objects and undefined stay forbidden.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // `declare global` is how a project tells the types of its Worker's exports.
      '@typescript-eslint/no-namespace': ['error', { allowDeclarations: true }],
      eqeqeq: 'error',
      'no-console': ['error', { allow: ['error'] }],
      // The compiler knows what is defined, also in the JavaScript files.
      'no-undef': 'off',
    },
  },
  // JavaScript says its types in JSDoc, which only the compiler reads.
  { files: ['**/*.mjs'], rules: { '@typescript-eslint/explicit-module-boundary-types': 'off' } },
  // Everything else of the Worker logs through this file, or an error in a line of its own.
  { files: ['scripts/**', 'examples/**', 'src/api/log.ts'], rules: { 'no-console': 'off' } },
);
