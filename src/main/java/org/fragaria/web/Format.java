package org.fragaria.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;

import io.quarkus.qute.TemplateExtension;

/**
 * How numbers are written on pages: {@code {fmt:value(x)}}. Every number has few decimals, a real minus sign and a
 * thousands comma; what cannot be told is a dash. Templates choose overloads by exact type, hence one for each. Written without {@code String.format}, which would cost more than
 * reading the feature.
 */
@TemplateExtension(namespace = "fmt")
public final class Format {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH);
    private static final String DASH = "–";

    private Format() {}

    /** {@code 4,096}. */
    public static String count(long n) {
        String digits = Long.toString(Math.abs(n));
        StringBuilder out = new StringBuilder(digits.length() + 6);
        if (n < 0) {
            out.append('−');
        }
        for (int i = 0; i < digits.length(); i++) {
            if (i > 0 && (digits.length() - i) % 3 == 0) {
                out.append(',');
            }
            out.append(digits.charAt(i));
        }
        return out.toString();
    }

    /** {@code 4,096}. */
    public static String count(int n) {
        return count((long) n);
    }

    /** {@code 24.6 M}: at most three digits and a unit. */
    public static String compact(long n) {
        if (Math.abs(n) < 10_000) {
            return count(n);
        }
        double value = n;
        String[] units = {"", " k", " M", " G", " T"};
        int unit = 0;
        while (Math.abs(value) >= 1000 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return fixed(value, Math.abs(value) >= 100 ? 0 : 1) + units[unit];
    }

    /** {@code 8.61}, {@code 0.043}, {@code 412}: three significant places at most, two where they matter. */
    public static String value(double x) {
        double size = Math.abs(x);
        return fixed(x, size >= 100 ? 0 : size >= 0.1 || size == 0 ? 2 : 3);
    }

    /** {@code 8.61}. */
    public static String value(float x) {
        return value((double) x);
    }

    /** {@code +1.42}. */
    public static String signed(float x) {
        return signed((double) x);
    }

    /** {@code +1.42} or {@code −0.31}. */
    public static String signed(double x) {
        return (x > 0 ? "+" : "") + value(x);
    }

    /** A fraction 0..1 as {@code 0.21 %}: two significant digits, so that rare features stay apart. */
    public static String percent(double fraction) {
        if (Double.isNaN(fraction)) {
            return DASH;
        }
        double percent = fraction * 100;
        if (percent == 0) {
            return "0 %";
        }
        if (percent < 0.0001) {
            return "< 0.0001 %";
        }
        int decimals = percent >= 10 ? 0 : percent >= 1 ? 1 : percent >= 0.1 ? 2 : percent >= 0.01 ? 3 : 4;
        return fixed(percent, decimals) + " %";
    }

    /** A fraction 0..1 as {@code 71 %}. */
    public static String share(double fraction) {
        return Double.isNaN(fraction) ? DASH : fixed(fraction * 100, 0) + " %";
    }

    /** The day written last: nearly all pages have the same few. */
    private static volatile Day lastDay = new Day("", "");

    private record Day(String instant, String written) {}

    /** An ISO-8601 instant as {@code 21 Nov 2026}; text that is none stays as it is. */
    public static String date(String instant) {
        Day last = lastDay;
        if (last.instant().equals(instant)) {
            return last.written();
        }
        try {
            String written = DAY.format(Instant.parse(instant).atOffset(ZoneOffset.UTC));
            lastDay = new Day(instant, written);
            return written;
        } catch (DateTimeParseException e) {
            return instant;
        }
    }

    /** Seconds as {@code 4 min 12 s}. */
    public static String duration(double seconds) {
        long whole = Math.round(seconds);
        if (whole < 60) {
            return seconds < 10 ? fixed(seconds, 1) + " s" : whole + " s";
        }
        return whole < 3600
                ? whole / 60 + " min " + whole % 60 + " s"
                : whole / 3600 + " h " + whole % 3600 / 60 + " min";
    }

    /** {@code one token in 476}, for a density. */
    public static String oneIn(double density) {
        return density <= 0 ? DASH : count(Math.round(1 / density));
    }

    /** Decimal notation, see {@link #fixed(double, int)}. */
    public static String fixed(float x, int decimals) {
        return fixed((double) x, decimals);
    }

    /**
     * Decimal notation with a fixed number of decimals, rounded half up; a dash for NaN.
     *
     * @param decimals 0..6
     */
    public static String fixed(double x, int decimals) {
        if (Double.isNaN(x) || Double.isInfinite(x)) {
            return DASH;
        }
        long scale = 1;
        for (int i = 0; i < decimals; i++) {
            scale *= 10;
        }
        long scaled = Math.round(Math.abs(x) * scale);
        String whole = count(scaled / scale);
        String sign = x < 0 && scaled > 0 ? "−" : "";
        if (decimals == 0) {
            return sign + whole;
        }
        String fraction = Long.toString(scaled % scale + scale).substring(1);
        return sign + whole + "." + fraction;
    }

    /** A text as the value of a query parameter: {@code {str:urlEncoded(text)}}. */
    @TemplateExtension(namespace = "str")
    static String urlEncoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
