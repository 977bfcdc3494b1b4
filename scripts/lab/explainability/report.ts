import type { Estimate } from '../../kit/statistics/bootstrap.ts';
import { brackets, layOut, milliseconds } from '../../kit/table.ts';
import type { MapCost } from './cost.ts';
import { MAPS, type MapName } from './evaluation.ts';
import type { Figures } from './figures.ts';

const TITLES: Readonly<Record<MapName, string>> = {
  gradcam: 'Grad-CAM',
  shuffled: 'control: its cells at random places',
  centred: 'control: its values from the middle outwards',
};

/** The figures of one model as a table. */
export function figuresTable(title: string, figures: Readonly<Record<MapName, Figures>>): string[] {
  const cell = (digits: number, { value, interval }: Estimate): string =>
    `${value.toFixed(digits)} ${brackets(interval, (bound) => bound.toFixed(digits))}`;
  return layOut(
    [title, 'average drop, %', 'increase, %', 'deletion AUC', 'insertion AUC'],
    MAPS.map((map) => {
      const { average_drop, increase, deletion_auc, insertion_auc } = figures[map];
      return [TITLES[map], cell(1, average_drop), cell(1, increase), cell(3, deletion_auc), cell(3, insertion_auc)];
    }),
  );
}

/** What a map costs beside an inference, by engine, as a table. */
export function costTable(title: string, costs: readonly MapCost[]): string[] {
  const part = (map: number, infer: number): string => `${((100 * map) / infer).toFixed(1)} %`;
  return layOut(
    [title, 'infer, ms', 'map, ms', 'part', 'first infer, ms', 'first map, ms', 'part'],
    costs.map(({ engine, infer_ms, map_ms, first_infer_ms, first_map_ms }) => [
      engine,
      milliseconds(infer_ms),
      milliseconds(map_ms),
      part(map_ms, infer_ms),
      milliseconds(first_infer_ms),
      milliseconds(first_map_ms),
      part(first_map_ms, first_infer_ms),
    ]),
  );
}
