import Service

ServiceMain.run(RegistryApplication.self)
