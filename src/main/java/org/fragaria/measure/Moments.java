package org.fragaria.measure;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Count, mean and central moments up to the fourth of a stream of numbers, in double precision without cancellation, and
 * mergeable (P. Pébay, Formulas for robust, one-pass parallel computation of covariances and arbitrary-order statistical
 * moments, Sandia report SAND2008-6212, 2008, equations 1.5 to 1.8 and 2.1).
 */
final class Moments {

    private long count;
    private double mean;
    private double m2;
    private double m3;
    private double m4;

    void add(double x) {
        long before = count++;
        double delta = x - mean;
        double step = delta / count;
        double term = delta * step * before;
        mean += step;
        m4 += term * step * step * ((double) count * count - 3.0 * count + 3) + 6 * step * step * m2 - 4 * step * m3;
        m3 += term * step * (count - 2) - 3 * step * m2;
        m2 += term;
    }

    void merge(Moments other) {
        if (other.count == 0) {
            return;
        }
        double a = count;
        double b = other.count;
        double n = a + b;
        double d = other.mean - mean;
        double d2 = d * d;
        m4 += other.m4
                + d2 * d2 * a * b * (a * a - a * b + b * b) / (n * n * n)
                + 6 * d2 * (a * a * other.m2 + b * b * m2) / (n * n)
                + 4 * d * (a * other.m3 - b * m3) / n;
        m3 += other.m3 + d * d2 * a * b * (a - b) / (n * n) + 3 * d * (a * other.m2 - b * m2) / n;
        m2 += other.m2 + d2 * a * b / n;
        mean += d * b / n;
        count += other.count;
    }

    long count() {
        return count;
    }

    double mean() {
        return mean;
    }

    /** Population standard deviation; 0 for no value. */
    double deviation() {
        return count == 0 ? 0 : Math.sqrt(m2 / count);
    }

    /** Third standardised moment; 0 where all values are equal. */
    double skew() {
        return m2 > 0 ? Math.sqrt(count) * m3 / Math.pow(m2, 1.5) : 0;
    }

    /** Fourth standardised moment; 0 where all values are equal. */
    double kurtosis() {
        return m2 > 0 ? count * m4 / (m2 * m2) : 0;
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(count);
        out.writeDouble(mean);
        out.writeDouble(m2);
        out.writeDouble(m3);
        out.writeDouble(m4);
    }

    void read(DataInput in) throws IOException {
        count = in.readLong();
        mean = in.readDouble();
        m2 = in.readDouble();
        m3 = in.readDouble();
        m4 = in.readDouble();
    }
}
