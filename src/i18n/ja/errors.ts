import type { errors as english } from '../en/errors.ts';

/** Japanese texts of the page that an error is for people. */
export const errors: Readonly<Record<keyof typeof english, string>> = {
  'error.missing': 'お探しのページはありません',
  'error.missingText': 'リンクが古いか、アドレスが間違っている可能性があります。',
  'error.method': 'このアドレスはプログラム用で、ブラウザーでは開けません。使い方は API のページにあります。',
  'error.internal': 'サーバーでエラーが発生しました。少し待ってからもう一度お試しください。',
  'error.there': 'このサイトのページ',
  'error.home': 'トップページへ戻る',
  'error.kind': 'このエラーの説明（英語）',
  'error.status': 'ステータス {status}、リクエスト {id}',
  'site.home': '写真を撮ると、写っているものと、その根拠、かかった時間とメモリがわかります',
  'site.latency': 'このサイトのレイテンシ（コールドとウォーム）',
  'site.compare': '用途に合うモデルの選び方（精度・速さ・大きさ）',
  'site.notebook': 'ノート：この端末に残した写真と答え',
  'site.models': 'モデル一覧：ライセンス、出典、精度、サイズ',
  'site.docs': 'プログラムから使うための API',
};
