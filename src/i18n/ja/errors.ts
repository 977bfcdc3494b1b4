import type { errors as english } from '../en/errors.ts';

/** Japanese texts of the page that an error is for people. */
export const errors: Readonly<Record<keyof typeof english, string>> = {
  'error.missing': 'お探しのページはありません',
  'error.missingText': 'リンクが古いか、アドレスが間違っている可能性があります。',
  'error.method': 'このアドレスはプログラム用で、ブラウザーでは開けません。使い方は API のページにあります。',
  'error.internal': 'サーバー側で問題が起きました。少し待ってからもう一度お試しください。',
  'error.there': 'ここにあるページ',
  'error.home': 'トップページへ戻る',
  'error.kind': 'このエラーの説明（英語）',
  'error.status': 'ステータス {status}、リクエスト {id}',
  'site.home': '写真を撮ると、何が写っているか、その理由とコストがわかります',
  'site.latency': 'ここでの応答時間（コールドとウォーム）',
  'site.compare': '用途ごとのモデル選びとその代償',
  'site.models': 'モデルの一覧：ライセンス、出典、精度、サイズ',
  'site.docs': 'プログラムから使うための API',
};
