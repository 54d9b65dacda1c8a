import QtQuick

// What would leave the machine, to the letter; the person says send or stay. Closing it any other way is staying.
Sheet {
    id: sheet

    required property QtObject conversation
    readonly property var offer: conversation.offer

    objectName: "cloud-sheet"
    iconName: "cloud-upload"
    ink: Theme.primary
    title: qsTr("Ask a larger model over the network?")
    onOpened: stay.forceActiveFocus()
    onClosed: conversation.stay()

    Connections {
        function onOffer_changed() {
            if (sheet.conversation.offer.offerId !== undefined)
                sheet.open();
            else
                sheet.close();
        }

        target: sheet.conversation
    }

    Repeater {
        model: sheet.offer.reasons ?? []

        Words {
            required property string modelData

            width: parent.width
            text: modelData
        }
    }

    Words {
        width: parent.width
        text: (sheet.offer.region ?? "") !== "" ? qsTr("It would go to %1 (%2).").arg(sheet.offer.endpoint ?? "").arg(sheet.offer.region) : qsTr("It would go to %1.").arg(sheet.offer.endpoint ?? "")
    }

    Words {
        width: parent.width
        text: qsTr("Exactly this would leave the machine, %1 bytes:").arg(Number(sheet.offer.byteCount ?? 0).toLocaleString(Qt.locale(), "f", 0))
        font.bold: true
    }

    Rectangle {
        width: parent.width
        height: letter.height + 2 * Theme.spaceM
        radius: Theme.radiusSmall
        color: Theme.surface2
        border.width: Theme.sizeBorder
        border.color: Theme.outline

        Words {
            id: letter

            objectName: "cloud-text"
            x: Theme.spaceM
            y: Theme.spaceM
            width: parent.width - 2 * Theme.spaceM
            text: sheet.offer.bodyText ?? ""
            wrapMode: Text.WrapAnywhere
            font.pixelSize: Theme.typeLabel
        }
    }

    Words {
        visible: replaced.model.length > 0
        width: parent.width
        text: qsTr("Personal details that were replaced:")
    }

    Flow {
        width: parent.width
        spacing: Theme.spaceXs
        visible: replaced.model.length > 0

        Repeater {
            id: replaced

            model: sheet.offer.replacements ?? []

            Pill {
                required property var modelData

                verdict: "none"
                text: modelData.join(" → ")
            }
        }
    }

    buttons: [
        BigButton {
            objectName: "cloud-send"
            text: qsTr("Send this")
            iconName: "send"
            kind: "primary"
            onClicked: sheet.conversation.send()
        },
        BigButton {
            id: stay

            objectName: "cloud-stay"
            text: qsTr("Keep it here")
            iconName: "hard-drive"
            onClicked: sheet.conversation.stay()
        }
    ]
}
