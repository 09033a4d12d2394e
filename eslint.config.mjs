import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

// `$ref` and its like are words of JSON Schema.
const privateMembers = [
  'MemberExpression[property.name=/^[_$](?!(ref|defs|schema|comment)$)/]',
  'Property[key.name=/^[_$](?!(ref|defs|schema|comment)$)/]',
  'TSPropertySignature[key.name=/^[_$]/]',
  'TSMethodSignature[key.name=/^[_$]/]',
  'Literal[value=/^[_$](?!(ref|defs|schema|comment)$)[a-z]+/i]',
].map((selector) => ({ selector, message: 'Private members of other libraries stand in an internals file.' }));

const typescriptPrivate = [
  {
    selector:
      ':matches(PropertyDefinition, MethodDefinition, TSParameterProperty)[accessibility="private"]:not([kind="constructor"])',
    message: 'Write #member: `private` is private to the compiler alone.',
  },
];

const doubleCast = {
  selector: 'TSAsExpression > TSAsExpression[typeAnnotation.type="TSUnknownKeyword"]',
  message: 'A cast through `unknown` says that two libraries disagree: it stands in src/engine.',
};

export default defineConfig(
  // The specs and users in matrix/, and what the benchmarks compare, compile there, with packages of their own; what the
  // compiler has to refuse compiles nowhere.
  {
    ignores: [
      '**/dist/',
      'coverage/',
      '**/node_modules/',
      'matrix/**/*.ts',
      'matrix/*/copy/',
      'spec/contract/types/files/',
      'src/docs/console/assets/',
      'examples/', // applications of their own, which tsc looks at
      'bench/compare/programs/', // with packages of their own
      'bench/servers/{nest,socket-controllers,bare-ws}.ts',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // A callback that is awaited by nobody may still be an expression: `() => emitter.emit('x')`.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Numbers in messages are fine.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    files: ['src/**/*.ts', 'src/**/*.tsx'],
    rules: { 'max-lines': ['error', 250] }, // past that, a concept wants a file of its own
  },
  {
    // Private members of other libraries stand in a folder of src/engine, one file of src/registry and one of src/validation.
    files: ['src/**/*.ts', 'src/**/*.tsx'],
    ignores: [
      'src/engine/internals/**',
      'src/registry/gateways/inversify-internals.ts',
      'src/validation/joi/internals.ts',
    ],
    rules: { 'no-restricted-syntax': ['error', ...privateMembers, ...typescriptPrivate] },
  },
  {
    files: ['src/**/*.ts', 'src/**/*.tsx'],
    ignores: ['src/engine/**', 'src/registry/gateways/inversify-internals.ts', 'src/validation/joi/internals.ts'],
    rules: { 'no-restricted-syntax': ['error', ...privateMembers, ...typescriptPrivate, doubleCast] },
  },
  {
    // Gateways are classes that hold decorated methods, and decorators are called for what they record.
    files: ['spec/**/*.ts', 'demo/**/*.ts', 'bench/**/*.ts', 'faults/**/*.ts', 'fuzz/**/*.ts'],
    rules: {
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/class-methods-use-this': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['spec/**/*.ts'],
    rules: {
      // chai's property assertions are expressions.
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { globals: { module: 'writable', require: 'readonly', process: 'readonly' } },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        performance: 'readonly',
        AbortController: 'readonly',
      },
    },
  },
);
