import QtQuick
import "../components"

// Which endpoint may be asked, if any: whose it is, where it stands, its key, and whether it answers.
Page {
    id: screen

    required property QtObject viewModel
    readonly property var endpoint: viewModel.endpoint
    property bool guardianAsked: false
    property string preset: endpoint.preset ?? "own"
    readonly property var chosen: viewModel.presets.find(one => one.id === preset) ?? ({})

    function take(id) {
        preset = id;
        const known = viewModel.presets.find(one => one.id === id) ?? ({});
        address.text = known.baseUrl ?? "";
        model.text = known.model ?? "";
    }

    title: qsTr("The cloud")
    subtitle: viewModel.busy === "testing" ? qsTr("Asking …") : ""

    Notice {
        width: parent.width
        text: screen.viewModel.failure
    }

    Notice {
        width: parent.width
        kind: "ok"
        text: screen.viewModel.result
    }

    Words {
        width: parent.width
        text: screen.endpoint.enabled ? qsTr("A harder question may be offered to a larger model. You see what would leave, each time, before it does.") : qsTr("The cloud is off. Everything works without it; nothing leaves this machine.")
    }

    Notice {
        width: parent.width
        text: screen.viewModel.child === "" ? "" : qsTr("%1 is under 14: a guardian has to agree before a question may leave this machine.").arg(screen.viewModel.child)
    }

    BigButton {
        objectName: "guardian-agree"
        visible: screen.viewModel.child !== ""
        kind: screen.guardianAsked ? "primary" : "soft"
        iconName: "check"
        enabled: screen.viewModel.busy === ""
        text: screen.guardianAsked ? qsTr("Yes, I am the guardian and agree") : qsTr("Agree as guardian")
        onClicked: {
            if (screen.guardianAsked)
                screen.viewModel.agreeAsGuardian();
            screen.guardianAsked = !screen.guardianAsked;
        }
    }

    ChoiceRow {
        width: parent.width
        label: qsTr("Service")
        choices: screen.viewModel.presets.map(one => ({
                    "key": one.id,
                    "text": one.title
                }))
        current: screen.preset
        onChosen: key => screen.take(key)
    }

    Words {
        objectName: "endpoint-whose"
        visible: text !== ""
        width: parent.width
        text: (screen.chosen.operator ?? "") === "" ? "" : qsTr("Run by %1; it stands in: %2.").arg(screen.chosen.operator).arg(screen.chosen.region) + " " + (screen.chosen.images ? qsTr("It takes text and pictures.") : qsTr("It takes text only."))
    }

    LineField {
        id: address

        width: parent.width
        key: "endpoint-address"
        label: qsTr("Address")
        longest: 500
        text: screen.endpoint.baseUrl ?? ""
        hints: Qt.ImhUrlCharactersOnly
    }

    LineField {
        id: model

        width: parent.width
        key: "endpoint-model"
        label: qsTr("Model")
        longest: 200
        text: screen.endpoint.model ?? ""
    }

    LineField {
        id: secret

        width: parent.width
        key: "endpoint-key"
        label: qsTr("Key (kept in the system's keyring, never in a file)")
        hint: screen.endpoint.keyWords ?? ""
        longest: 500
        hints: Qt.ImhSensitiveData | Qt.ImhNoPredictiveText
        echo: TextInput.Password
    }

    Words {
        visible: text !== ""
        width: parent.width
        text: screen.endpoint.keyWords ?? ""
        color: Theme.muted
        font.pixelSize: Theme.typeControl
    }

    Words {
        width: parent.width
        text: screen.endpoint.capsWords ?? ""
        color: Theme.muted
        font.pixelSize: Theme.typeControl
    }

    Flow {
        width: parent.width
        spacing: Theme.spaceM

        BigButton {
            objectName: "endpoint-keep"
            kind: "primary"
            iconName: "check"
            enabled: address.text !== "" && model.text !== "" && screen.viewModel.busy === ""
            text: qsTr("Use this")
            onClicked: {
                screen.viewModel.keep(screen.preset, address.text, model.text, secret.text);
                secret.text = "";
            }
        }

        BigButton {
            objectName: "endpoint-test"
            iconName: "activity"
            enabled: screen.endpoint.enabled && screen.viewModel.busy === ""
            text: qsTr("Try it")
            onClicked: screen.viewModel.test()
        }

        BigButton {
            objectName: "endpoint-off"
            visible: screen.endpoint.enabled
            iconName: "x"
            text: qsTr("Switch off")
            onClicked: screen.viewModel.switchOff()
        }

        BigButton {
            objectName: "open-what-left"
            iconName: "send"
            text: qsTr("What left")
            onClicked: screen.shell.show("what_left")
        }
    }

    LineField {
        id: questions

        width: parent.width
        key: "cap-questions"
        label: qsTr("Most questions a day, each person")
        longest: 4
        text: screen.endpoint.requestsPerDay ?? ""
        hints: Qt.ImhDigitsOnly
    }

    LineField {
        id: money

        width: parent.width
        key: "cap-money"
        label: qsTr("Most money a month, the whole household")
        unit: screen.endpoint.currency ?? ""
        longest: 9
        text: screen.endpoint.moneyPerMonth ?? ""
        hints: Qt.ImhFormattedNumbersOnly
    }

    BigButton {
        objectName: "caps-keep"
        iconName: "check"
        enabled: questions.text !== "" && money.text !== "" && screen.viewModel.busy === ""
        text: qsTr("Keep these limits")
        onClicked: screen.viewModel.limit(questions.text, money.text)
    }
}
