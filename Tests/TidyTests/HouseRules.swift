import Testing

/// A rule that a line of text can break.
struct HouseRule: Sendable, CustomTestStringConvertible {
    /// Which view of a line the pattern is looked for in.
    enum View: Sendable { case whole, code, quoted }

    let name: String
    let view: View
    /// A regular expression that a line must not hold.
    let pattern: String
    /// Regular expressions of the paths that it holds for, and of those that it does not.
    let paths: String
    var except: String?
    /// It is kept if the line before looks like this.
    var unlessAfter: String?
    /// What to do instead.
    let instead: String
    /// A line that breaks it: shows that the rule can fail.
    let broken: String

    var testDescription: String { name }
}

private let swift = #"^(Services|Shared|Tests)/.*\.swift$"#
private let shipped = #"^(Services|Shared)/.*\.swift$"#
private let rules = #"^Services/[^/]+/(\w+/)?Rules/.*\.swift$"#
private let pure = #"^(Services/[^/]+/(\w+/)?Rules|Shared/Model)/.*\.swift$"#

/// The house rules, one row each. Words that a rule looks for are written so that this file does not break it.
let houseRules: [HouseRule] = [
    HouseRule(
        name: "memory is handled by hand in the two wrappers of C only", view: .code,
        pattern: #"\bunsafe\b|@safe\b|@unchecked\b"#, paths: swift,
        except: "^(Shared/(Kafka|Postgres)|Tests/MockKafka)/",
        instead: "give Shared/Kafka or Shared/Postgres a safe function and call it", broken: "let x = unsafe pointer"),
    HouseRule(
        name: "C is imported by its wrapper only", view: .code, pattern: #"\bimport CLib(rdkafka|pq)\b"#, paths: swift,
        except: "^(Shared/(Kafka|Postgres)|Tests/MockKafka)/", instead: "import Kafka or Postgres",
        broken: "import CLibpq"),
    HouseRule(
        name: "what a release builds sees of a module what is there in a release", view: .code,
        pattern: #"@testable\b"#, paths: swift, except: #"^Tests/\w+Tests/"#,
        instead: "use what is package or public", broken: "@testable import Kafka"),
    HouseRule(
        name: "nothing is forced", view: .code,
        pattern: #"\btry!|\bas!|\bfatalError\(|\bunowned\b|[\w)\]]!(?!=)"#, paths: swift,
        instead: "throw, or say in a preconditionFailure which promise of the program is broken",
        broken: "let x = list.first!.name"),
    HouseRule(
        name: "what comes twice does not trap", view: .code, pattern: #"\buniqueKeysWithValues\b"#, paths: shipped,
        instead: "say which one counts: Dictionary(pairs) { $1 }, or group them",
        broken: "Dictionary(uniqueKeysWithValues: rows)"),
    HouseRule(
        name: "a command or a fact that is forgotten is an error of the compiler", view: .code,
        pattern: #"^\s*default:"#,
        // Where commands and facts are decided, applied, keyed and told of; other switches of rules are over rows.
        paths: #"^Services/[^/]+/(Rules/(Command|Decide|Evolve|Fact|Keys|State)|\w+/Rules/\w+|App/\w+Application"#
            + #"|\w+/App/\w+(Subject|Tables))\.swift$"#,
        instead: "name every case, so that the next one is not forgotten",
        broken: "default: preconditionFailure(\"add sends commands of tuition here\")"),
    HouseRule(
        name: "what comes from outside or from a row does not trap", view: .code,
        pattern: #"\b(precondition|preconditionFailure|assert|assertionFailure)\("#,
        paths: shipped,
        // ModelRows: a list of words has one; Configuration: the list of settings promises it; Policy: its init does.
        // Cast: the scenario checks its profile.
        // Later and JSONText: the type does; Text: it asserts literals; Rows, Fields and Connection: a statement's own
        // columns and parameters.
        except: #"^Shared/Service/(ModelRows|Configuration|Later|Tables/Fields)\.swift$"#
            + #"|^Shared/Model/(Policy|Texts/Text|JSON/JSONText)\.swift$|^Shared/Postgres/(Rows|Connection)\.swift$"#
            + #"|^Services/simulator/Scenario/Cast\.swift$"#,
        instead: "refuse the event, throw, or leave the row out with an alarm",
        broken: "guard let row else { preconditionFailure(\"a row is there\") }"),
    HouseRule(
        name: "what is posted is read by the one gate", view: .code, pattern: #"\bJSON(Decoder|Serialization)\b"#,
        // District: the operator's files; Mess: what the scenario itself made.
        paths: shipped, except: #"^Shared/Service/District\.swift$|^Services/simulator/Scenario/Mess\.swift$"#,
        instead: "read it with EventDecoder: Foundation's decoder traps on odd numbers",
        broken: "let event = try JSONDecoder().decode(Event.self, from: payload)"),
    HouseRule(
        name: "waiting and ages go by the monotonic clock", view: .code,
        pattern: #"\bDate\(\)|\bDate\.now\b|\bThread\.sleep\b|wallDeadline|\bDispatchWallTime\b"#
            // These wait by the wall clock on Linux.
            + #"|\bDispatchSemaphore\b|\bNSCondition\b|\bNSConditionLock\b|\.lock\(before"#, paths: shipped,
        // The wall clock itself; the time of a line of the log, and of a measurement.
        except: #"^Shared/Service/(Clocks|Log)\.swift$|^Services/simulator/(Bench/Bench|Scenario/Scenario)\.swift$"#,
        instead: "MonotonicClock, or WallClock for the calendar's day: the machine's clock is set",
        broken: "while Date() < end { Thread.sleep(forTimeInterval: 1) }"),
    HouseRule(
        name: "a detail is written as a literal", view: .code, pattern: #"\bDetail(\.init)?\(string"#, paths: shipped,
        instead: "say the field and the rule's figures: an id may be a name (G8)",
        broken: "throw .refused(.dataInvalid, Detail(stringLiteral: text))"),
    HouseRule(
        name: "the blacklist is one word", view: .whole, pattern: #"(?i:black[ -]list)|[bB]lackList"#, paths: ".*",
        instead: "blacklist; the public list is its page", broken: "the black" + " list"),
    HouseRule(
        name: "nobody outside imports us", view: .code, pattern: #"(^|[^.\w])public\s"#, paths: swift,
        instead: "package, or nothing",
        broken: "public struct A {}"),
    HouseRule(
        name: "programs say things in the log, tests in expectations", view: .code,
        pattern: #"(^|[^.\w])print\(|\bSwift\.print\("#, paths: swift,
        except: #"^Shared/Commands/Terminal\.swift$|^Shared/Service/(ServiceMain|Health)\.swift$"#,
        instead:
            "use Log in a service, Terminal.print in the console, and the comment of #expect in a test; "
            + "only the commands of a service print",
        broken: "print(1)"),
    HouseRule(
        name: "nothing is left to do in a comment", view: .whole, pattern: #"\b(TO[D]O|FIX[M]E|XX[X])\b"#, paths: ".*",
        except: "^LICENSE$",
        instead: "do it now, or open an issue and say in the README what is left for later",
        broken: "// TO" + "DO: later"),
    HouseRule(
        name: "rules import the model only", view: .code, pattern: #"^\s*(\w+ )?(@\w+ )?import (?!Model\s*$)"#,
        paths: rules,
        instead: "pass what the rule needs as a value, in Circumstances or State", broken: "import Foundation"),
    HouseRule(
        name: "the model imports Foundation at the most", view: .code,
        pattern: #"^\s*(\w+ )?(@\w+ )?import (?!Foundation\s*$)"#,
        paths: #"^Shared/Model/.*\.swift$"#, instead: "keep it in Shared/Service", broken: "import Kafka"),
    HouseRule(
        name: "rules and model know no clock and no chance", view: .code,
        pattern:
            #"\bDate\(|\bDate\.now\b|\.random(Element)?\(|\bshuffled\(|\bUUID\(\)"#
            + #"|\b(Continuous|Suspending)Clock\b|\bDispatchTime\b|\bclock_gettime\b"#,
        paths: pure, instead: "take day and time from Circumstances, and ids from the event", broken: "let now = Date()"
    ),
    HouseRule(
        name: "rules and model read and write nothing", view: .code,
        pattern: #"\b(FileManager|FileHandle|ProcessInfo|URLSession|Process|Thread|Pipe)\b|contentsOf|\bgetenv\("#,
        paths: pure,
        instead: "read it in App or Shared/Service and pass the value", broken: "let text = try String(contentsOf: url)"
    ),
    HouseRule(
        name: "money and rules count in whole numbers", view: .code, pattern: #"\b(Double|Float|CGFloat|Decimal)\b"#,
        paths: pure,
        // Swift's protocols of encoders and decoders name them; these two stop there.
        except: #"^Shared/Model/JSON/JSON(Reader|Text)\.swift$"#,
        instead: "use Fen for money and Int for everything else; divide last and say who takes the remainder",
        broken: "let yuan: Double = 1"),
    HouseRule(
        name: "what other targets see is explained", view: .code,
        pattern:
            #"^\s*package\s+((static|final|mutating|indirect)\s+)*(struct|enum|class|actor|protocol|typealias|func)\s"#
            + #"(?!\s*[-+*<>=]|encode\(|hash\(into|read\(_ row|(selected|inserted)\(_ column)"#,
        paths: #"^(Services|Shared|Tests/(Support|MockKafka))/.*\.swift$"#, unlessAfter: #"^\s*(///|@\w+)"#,
        instead: "say in a line of /// what it is for (operators, encode(…) and the like: their protocols say it)",
        broken: "package func f() {}"),
    HouseRule(
        name: "lines fit the screen", view: .whole, pattern: "^.{121}", paths: ".*",
        // Tables and paragraphs of Markdown, data, and the migrations whose sums databases keep have their own.
        except: #"\.(md|json|txt)$|^LICENSE$|migrations/m000(0-(loop|outbox)|1-\w+|2-reports|3-passes)\.sql$"#,
        instead: "break it: 120 columns, as .swift-format says",
        broken: String(repeating: "x", count: 121)),
    HouseRule(
        name: "SQL lies in one place a service", view: .quoted,
        pattern:
            #"(?i)\bselect\b.*(\bfrom\b|,|\*|\()|^\s*(select|insert into|with \w+ as)\b|\binsert into\b"#
            + #"|\bupdate\s+[\w.]*\s+set\b|\bdelete from\b"#,
        paths: shipped,
        except:
            #"^Services/[^/]+/(App/(Store(/\w+)?|DayPlan)|\w+/App/\w+Tables)\.swift$"#
            + #"|^Shared/Service/(LoopTables\w*|RelayOutbox|SessionLock|Migration|Tables/Table(Statements|Check))"#
            + #"\.swift$"#
            + #"|^Services/console/(Rejected/RejectedRows|Ledger/\w+)\.swift$|^Shared/Commands/(Digest|Report/\w+)"#
            + #"\.swift$|^Services/simulator/(EmptyServers|Scenario/Scenario|Bench/\w+)\.swift$"#,
        instead:
            "put it into the subject's App/…Tables, or into App/Store of the service; "
            + "the loop's own is in LoopTables…, RelayOutbox and Migration, the console's in its reports",
        broken: "let statement = \"delete from x\""),
    HouseRule(
        name: "nothing knows the machine it was written on", view: .whole,
        pattern: #"(^|[^.\w])/(work|root|home|Users)/"#, paths: ".*",
        instead: "begin at the repository's root, or take the directory from a setting", broken: "cd /ro" + "ot/x"),
    HouseRule(
        name: "no package registry is named", view: .whole,
        pattern: #"deb[.]debian[.]org|pypi[.]org|files[.]pythonhosted[.]org"#, paths: ".*",
        instead: "use the machine's own settings of apt and pip", broken: "curl https://pypi" + ".org/x"),
    HouseRule(
        name: "tests wait for what they want to see", view: .code,
        pattern: #"\b(Thread\.sleep|Task\.sleep|usleep|nanosleep|sleep)\("#,
        paths: #"^Tests/.*\.swift$"#, except: "^Tests/Support/", instead: "eventually(…) of Tests/Support",
        broken: "Thread.sleep(forTimeInterval: 1)"),
]
