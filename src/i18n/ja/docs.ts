import type { docs as english } from '../en/docs.ts';

/** Japanese texts of the page at `/docs`. */
export const docs: Readonly<Record<keyof typeof english, string>> = {
  'docs.title': 'API',
  'docs.lead': 'ページに表示されるものは、すべてプログラムからも使えます。各リクエストの説明は英語です。',
  'docs.first': 'まずはここから',
  'docs.conventions': '共通の決まり（英語）',
  'docs.operations': 'リクエストの一覧',
  'docs.each': 'リクエストごとの説明（英語）',
  'docs.parameters': 'パラメーター（{count}）',
  'docs.required': '必須',
  'docs.default': '省略時は {value}',
  'docs.body': '本文',
  'docs.answers': '応答（{count}）',
  'docs.key': 'このサイトの API キーが必要です（Authorization: Bearer KEY）。',
  'docs.human': 'このサイトの API キー、または人間であることの確認が必要です。',
  'docs.browser': 'ここで試す',
  'docs.browser.text':
    'API ブラウザー（Swagger UI）を使うと、ページからリクエストを送れます。スクリプトが {size} あるため、別のページに分けています。',
  'docs.browser.open': 'API ブラウザーを開く',
  'docs.browser.back': 'API の説明に戻る',
  'docs.browser.noScript': 'API ブラウザーには JavaScript が必要です。同じ内容は前のページにもあります。',
  'docs.json': 'OpenAPI の記述（クライアントの生成用）',
};
