import Service

ServiceMain.run(EscrowApplication.self)
