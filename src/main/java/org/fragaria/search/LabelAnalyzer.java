package org.fragaria.search;

import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.en.EnglishMinimalStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;

/**
 * Words of labels: Unicode word breaks, lower case, without accents, English plurals as singulars. Nothing is left out:
 * “it” and “the” are what many features are about. Further likeness is the business of {@link Meaning}.
 */
final class LabelAnalyzer extends Analyzer {

    @Override
    protected TokenStreamComponents createComponents(String field) {
        StandardTokenizer words = new StandardTokenizer();
        return new TokenStreamComponents(
                words, new EnglishMinimalStemFilter(new ASCIIFoldingFilter(new LowerCaseFilter(words))));
    }
}
