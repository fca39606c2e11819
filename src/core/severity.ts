import type { Confidence, Severity } from './types.ts';

/** From worst to mildest. */
export const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'info'];

/** From surest to least sure. */
export const CONFIDENCES: readonly Confidence[] = ['certain', 'likely', 'review'];

export const severityRank = (severity: Severity): number => SEVERITIES.indexOf(severity);

export const confidenceRank = (confidence: Confidence): number => CONFIDENCES.indexOf(confidence);

/** Whether `severity` is as bad as `limit`, or worse. */
export const isAtLeast = (severity: Severity, limit: Severity): boolean => severityRank(severity) <= severityRank(limit);
