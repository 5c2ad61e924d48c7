import { EnvironmentFault, readEnv } from '../../../config/env.ts';
import { toSettings, type Settings } from '../../../config/settings.ts';
import { pairsOf } from '../../../config/pairs.ts';

const tracingOf = (environment: Record<string, string>): Settings['tracing'] =>
  toSettings(readEnv(environment)).tracing;

describe('tracing', () => {
  it('is off unless something asks for it', () => {
    expect(tracingOf({})).toBeNull();
    expect(tracingOf({ OTEL_TRACES_SAMPLER: 'always_on' })).toBeNull();
  });

  it('goes to the endpoint that is named', () => {
    expect(tracingOf({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' })?.url).toBe(
      'http://collector:4318/v1/traces',
    );
    expect(
      tracingOf({
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.example.com/otlp',
      })?.url,
    ).toBe('https://traces.example.com/otlp');
  });

  it('goes to this machine when only the exporter is named', () => {
    expect(tracingOf({ OTEL_TRACES_EXPORTER: 'otlp' })?.url).toBe('http://localhost:4318/v1/traces');
  });

  it.each([{ OTEL_SDK_DISABLED: 'true' }, { OTEL_TRACES_EXPORTER: 'none' }])('is turned off by %j', (off) => {
    expect(tracingOf({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', ...off })).toBeNull();
  });

  it('takes one trace in a hundred unless told otherwise', () => {
    expect(tracingOf({ OTEL_TRACES_EXPORTER: 'otlp' })?.sampler).toEqual({
      name: 'parentbased_traceidratio',
      ratio: 0.01,
    });
  });

  it('has headers and attributes, percent-encoded', () => {
    const tracing = tracingOf({
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic%20eDp5, x-tenant = a',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
    });
    expect(tracing?.headers).toEqual({ authorization: 'Basic eDp5', 'x-tenant': 'a' });
    expect(tracing?.resource).toEqual({ 'deployment.environment.name': 'test' });
  });

  it.each<[Record<string, string>, RegExp]>([
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }, /OTEL_EXPORTER_OTLP_ENDPOINT: expected a URL/],
    [{ OTEL_TRACES_EXPORTER: 'jaeger' }, /OTEL_TRACES_EXPORTER: .*jaeger/],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, /OTEL_EXPORTER_OTLP_PROTOCOL: .*grpc/],
    [{ OTEL_TRACES_SAMPLER: 'some' }, /OTEL_TRACES_SAMPLER: .*some/],
    [{ OTEL_TRACES_SAMPLER_ARG: '1.5' }, /OTEL_TRACES_SAMPLER_ARG: 1.5 must lie between 0 and 1/],
    [{ OTEL_TRACES_SAMPLER_ARG: '5%' }, /OTEL_TRACES_SAMPLER_ARG: "5%" is not a number/],
    [{ OTEL_EXPORTER_OTLP_TIMEOUT: '100000' }, /OTEL_EXPORTER_OTLP_TIMEOUT: 100000 must be at most 60000/],
    [{ OTEL_RESOURCE_ATTRIBUTES: 'environment' }, /OTEL_RESOURCE_ATTRIBUTES: "environment" is not key=value/],
  ])('refuses %j', (environment, fault) => {
    expect(() => tracingOf(environment)).toThrow(EnvironmentFault);
    expect(() => tracingOf(environment)).toThrow(fault);
  });

  it('does not show the headers that it refuses', () => {
    expect(() => tracingOf({ OTEL_EXPORTER_OTLP_HEADERS: 'secret-token' })).toThrow(
      /^(?!.*secret-token)[^]*OTEL_EXPORTER_OTLP_HEADERS: expected name=value/,
    );
  });
});

describe('pairs', () => {
  it('are nothing for an empty text', () => expect(pairsOf('')).toEqual({}));
  it.each(['a', '=b', 'a=%', 'a=ü'])('are not read from %j', (text) => expect(pairsOf(text)).toBeNull());
});
