import Foundation
import Kafka
import Postgres

/// One of the things that a program for people does.
package struct Command {
    let name: String
    let summary: String
    let help: String
    let run: ([String], Environment) throws -> Bool

    /// `summary` and `help`: a line in the list of commands, and what `--help` says of this one. `run` is given the
    /// arguments behind the name, and answers true if what it looked at is right.
    package init(
        _ name: String, _ summary: String, help: String, run: @escaping ([String], Environment) throws -> Bool
    ) {
        (self.name, self.summary, self.help, self.run) = (name, summary, help, run)
    }

    /// The same, of a command that does something and judges nothing.
    package init(
        _ name: String, _ summary: String, help: String, does: @escaping ([String], Environment) throws -> Void
    ) {
        self.init(name, summary, help: help) { arguments, environment in
            try does(arguments, environment)
            return true
        }
    }
}

/// A program for people: its commands, and what it says if one goes wrong.
package struct Program {
    private let name: String
    private let commands: [Command]
    private let help: String

    /// `settings`: what it reads from the environment, in lines.
    package init(_ name: String, _ purpose: String, settings: String, _ commands: [Command]) {
        (self.name, self.commands) = (name, commands)
        let width = commands.map(\.name.count).max() ?? 0
        let list = commands.map { command in
            "  \(command.name.padding(toLength: width + 2, withPad: " ", startingAt: 0))\(command.summary)"
        }
        help =
            "\(name): \(purpose)\n\n\(list.joined(separator: "\n"))\n\n\(settings)\n"
            + "Each command says more with --help."
    }

    /// Does what the arguments ask and ends the process: with 0, with 1 if something is not right, or with 1 and a
    /// sentence that says what to do.
    package func run() -> Never {
        ConnectionString.forgetEnvironment()
        let (arguments, environment) = (CommandLine.arguments.dropFirst(), Environment())
        do {
            exit(try answer(arguments.first ?? "--help", Array(arguments.dropFirst()), environment) ? 0 : 1)
        } catch let error as PostgresError where error.sqlState == .undefinedTable {
            fail("\(error); each service makes its own tables: SERVICE migrate")
        } catch let error as KafkaError where error.advice != .stop {
            fail("\(error); KAFKA_BROKERS is \(environment.brokers)")
        } catch {
            fail("\(error)")
        }
    }

    private func answer(_ asked: String, _ arguments: [String], _ environment: Environment) throws -> Bool {
        if let command = commands.first(where: { $0.name == asked }) {
            guard arguments.contains("--help") else { return try command.run(arguments, environment) }
            Terminal.print(command.help)
        } else {
            guard ["--help", "-h", "help"].contains(asked) else {
                throw CommandError("unknown command «\(asked)»\n\(help)")
            }
            Terminal.print(help)
        }
        return true
    }

    private func fail(_ sentence: String) -> Never {
        FileHandle.standardError.write(Data("\(name): \(visible(sentence))\n".utf8))
        exit(1)
    }
}
