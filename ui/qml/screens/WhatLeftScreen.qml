import QtQuick
import "../components"

// Everything that ever left this machine, to the letter, and every agreement that holds. Two taps take one back.
Page {
    id: screen

    required property QtObject viewModel
    property string asking: ""

    title: qsTr("What left this machine")
    subtitle: left.count === 0 ? qsTr("Nothing ever left.") : qsTr("%1 times").arg(left.count)

    Notice {
        width: parent.width
        text: screen.viewModel.failure
    }

    Notice {
        objectName: "log-words"
        width: parent.width
        kind: screen.viewModel.logHolds ? "ok" : "warn"
        text: screen.viewModel.logWords
    }

    Flow {
        width: parent.width
        spacing: Theme.spaceM

        BigButton {
            objectName: "verify-log"
            iconName: "lock"
            enabled: screen.viewModel.busy === ""
            text: qsTr("Check it again")
            onClicked: screen.viewModel.refresh()
        }

        BigButton {
            objectName: "accept-log"
            visible: !screen.viewModel.logHolds
            iconName: "check"
            text: qsTr("I restored a backup: go on from here")
            onClicked: screen.viewModel.acceptLog()
        }
    }

    Words {
        visible: agreements.count > 0
        width: parent.width
        text: qsTr("Agreements that hold")
        font.pixelSize: Theme.typeTitle
        font.bold: true
        Accessible.role: Accessible.Heading
    }

    Repeater {
        id: agreements

        model: screen.viewModel.consents

        ActionRow {
            id: agreement

            required property var model
            readonly property string consent: model.consentId

            width: parent ? parent.width : 0
            title: model.title
            detail: model.detail
            iconName: "lock"

            BigButton {
                objectName: "withdraw-" + agreement.model.index
                text: screen.asking === agreement.consent ? qsTr("Yes, take it back") : qsTr("Take it back")
                kind: screen.asking === agreement.consent ? "primary" : "quiet"
                fontSize: Theme.typeControl
                leastHeight: Theme.sizeTarget
                onClicked: {
                    if (screen.asking === agreement.consent)
                        screen.viewModel.withdraw(agreement.consent);
                    screen.asking = screen.asking === agreement.consent ? "" : agreement.consent;
                }
            }
        }
    }

    Repeater {
        id: left

        model: screen.viewModel.receipts

        ActionRow {
            id: receipt

            required property var model

            width: parent ? parent.width : 0
            title: model.title
            detail: model.detail
            iconName: model.wentWell ? "circle-check" : "triangle-alert"

            Words {
                text: receipt.model.outcome
                color: receipt.model.wentWell ? Theme.ok : Theme.warn
                font.pixelSize: Theme.typeControl
                wrapMode: Text.NoWrap
            }

            BigButton {
                objectName: "read-receipt-" + receipt.model.index
                text: qsTr("Read it")
                iconName: "file-text"
                kind: "quiet"
                fontSize: Theme.typeControl
                leastHeight: Theme.sizeTarget
                onClicked: screen.viewModel.open(receipt.model.receiptId, receipt.title)
            }
        }
    }

    Sheet {
        id: letter

        iconName: "send"
        title: screen.viewModel.body.title ?? ""
        onClosed: screen.viewModel.closeBody()

        Connections {
            function onBody_changed() {
                if (screen.viewModel.body.title !== undefined)
                    letter.open();
                else
                    letter.close();
            }

            target: screen.viewModel
        }

        Words {
            objectName: "receipt-text"
            width: parent.width
            text: screen.viewModel.body.text ?? ""
            wrapMode: Text.WrapAnywhere
            font.pixelSize: Theme.typeLabel
        }

        buttons: [
            BigButton {
                objectName: "close-receipt"
                text: qsTr("Close")
                iconName: "x"
                onClicked: letter.close()
            }
        ]
    }
}
