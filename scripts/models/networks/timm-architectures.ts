import { buildConvNeXt, type ConvNeXtArchitecture } from './convnext.ts';
import type { GraphValue, Network } from '../onnx/graph.ts';
import { efficientNet, mobilenetV3 } from './mobile-architectures.ts';
import { buildMobileNetwork, type MobileArchitecture } from './mobile-network.ts';
import { buildResNet, type ResNetArchitecture } from './resnet.ts';
import type { TensorSource } from '../weights/tensor-source.ts';
import type { Tensor, Tensors } from '../weights/tensor.ts';

/** A classifier that timm has under this name. */
export interface TimmArchitecture {
  readonly name: string;
  /** What people call it. */
  readonly title: string;
  readonly backbone: (source: TensorSource, input: GraphValue) => Network;
  /** As `attachHead` takes it. */
  readonly head: (source: TensorSource, classes: number) => Tensors;
}

function mobile(architecture: MobileArchitecture, title: string, hidden: number | null): TimmArchitecture {
  const width = architecture.top.channels;
  return {
    name: architecture.name,
    title,
    backbone: (source, input) => buildMobileNetwork(architecture, source, input),
    head: (source, classes) => {
      if (hidden === null) return linear(source, 'classifier', classes, width);
      // A 1x1 convolution of one pooled position is a dense layer.
      const { data } = source.take('conv_head.weight', [hidden, width, 1, 1]);
      return new Map([
        ['hidden.weight', { shape: [hidden, width], data }],
        ['hidden.bias', source.take('conv_head.bias', [hidden])],
        ...linear(source, 'classifier', classes, hidden),
      ]);
    },
  };
}

function resnet(architecture: ResNetArchitecture): TimmArchitecture {
  const { name, block } = architecture;
  return {
    name,
    title: `ResNet-${name.slice('resnet'.length).replace('d', '-D')}`,
    backbone: (source, input) => buildResNet(architecture, source, input),
    head: (source, classes) => linear(source, 'fc', classes, block === 'basic' ? 512 : 2048),
  };
}

function convnext(architecture: ConvNeXtArchitecture, title: string): TimmArchitecture {
  const { name, widths, normFirst } = architecture;
  const width = widths.at(-1) ?? 0;
  const norm = (source: TensorSource): [string, Tensor][] =>
    ['weight', 'bias'].map((part) => [`norm.${part}`, source.take(`head.norm.${part}`, [width])]);
  return {
    name,
    title: `ConvNeXt-${title}`,
    backbone: (source, input) => buildConvNeXt(architecture, source, input),
    head: (source, classes) =>
      new Map([...(normFirst ? [] : norm(source)), ...linear(source, 'head.fc', classes, width)]),
  };
}

function linear(source: TensorSource, from: string, classes: number, width: number): Map<string, Tensor> {
  return new Map([
    ['classifier.weight', source.take(`${from}.weight`, [classes, width])],
    ['classifier.bias', source.take(`${from}.bias`, [classes])],
  ]);
}

const MOBILENETV3 = (['', 'tf_'] as const).flatMap((prefix) =>
  (
    [
      ['small', '050', 0.5, 1024],
      ['small', '075', 0.75, 1024],
      ['small', '100', 1, 1024],
      ['large', '075', 0.75, 1280],
      ['large', '100', 1, 1280],
    ] as const
  )
    .filter(([, percent]) => prefix === '' || percent !== '050')
    .map(([size, percent, width, hidden]) => {
      const name = `${prefix}mobilenetv3_${size}_${percent}`;
      const title = `MobileNetV3-${size === 'small' ? 'Small' : 'Large'} ${width.toFixed(2)}`;
      return mobile(mobilenetV3(name, size, { width, tensorflow: prefix === 'tf_' }), title, hidden);
    }),
);

/** Compound scaling, width and depth, of B0 to B4 and Lite0 to Lite4. */
const SCALES = [
  [1, 1],
  [1, 1.1],
  [1.1, 1.2],
  [1.2, 1.4],
  [1.4, 1.8],
] as const;

const EFFICIENTNET = (['', 'tf_'] as const).flatMap((prefix) =>
  ([false, true] as const).flatMap((lite) =>
    SCALES.map(([width, depth], index) => {
      const name = `${prefix}efficientnet_${lite ? 'lite' : 'b'}${index}`;
      const architecture = efficientNet(name, { width, depth, lite, tensorflow: prefix === 'tf_' });
      return mobile(architecture, `EfficientNet-${lite ? 'Lite' : 'B'}${index}`, null);
    }),
  ),
);

const RESNET = (
  [
    ['18', 'basic', [2, 2, 2, 2]],
    ['26', 'bottleneck', [2, 2, 2, 2]],
    ['34', 'basic', [3, 4, 6, 3]],
    ['50', 'bottleneck', [3, 4, 6, 3]],
    ['101', 'bottleneck', [3, 4, 23, 3]],
    ['152', 'bottleneck', [3, 8, 36, 3]],
  ] as const
).flatMap(([number, block, depths]) =>
  [false, true].map((deep) => resnet({ name: `resnet${number}${deep ? 'd' : ''}`, block, depths, deep })),
);

const CONVNEXT = (
  [
    ['atto', 'Atto', [2, 2, 6, 2], 40],
    ['femto', 'Femto', [2, 2, 6, 2], 48],
    ['pico', 'Pico', [2, 2, 6, 2], 64],
    ['nano', 'Nano', [2, 2, 8, 2], 80],
    ['tiny', 'Tiny', [3, 3, 9, 3], 96],
    ['small', 'Small', [3, 3, 27, 3], 96],
  ] as const
).flatMap(([size, title, depths, width]) => {
  const widths = [1, 2, 4, 8].map((times) => times * width);
  const convolutions = size !== 'tiny' && size !== 'small';
  const plain = { name: `convnext_${size}`, depths, widths, stem: 'patch', convolutions, normFirst: false } as const;
  const overlap = size === 'nano' ? 'overlap' : 'overlap_tiered';
  const others: ConvNeXtArchitecture[] = convolutions
    ? [{ ...plain, name: `${plain.name}_ols`, stem: overlap }]
    : size === 'tiny'
      ? [{ ...plain, name: `${plain.name}_hnf`, convolutions: true, normFirst: true }]
      : [];
  return [
    convnext(plain, title),
    ...others.map((other) => convnext(other, `${title} (${other.name.split('_')[2] ?? ''})`)),
  ];
});

/** Every architecture of timm that can be built here, by its name. */
export const TIMM_ARCHITECTURES: ReadonlyMap<string, TimmArchitecture> = new Map(
  [...MOBILENETV3, ...EFFICIENTNET, ...RESNET, ...CONVNEXT].map((each) => [each.name, each]),
);
