import QtQuick

// What would leave the machine, part by part and to the letter. The person strikes out, rewords, hears it, and says
// send or stay. Closing it any other way is staying.
Sheet {
    id: sheet

    required property QtObject conversation
    readonly property var offer: conversation.offer
    readonly property var revising: conversation.revising
    readonly property bool blocked: (offer.blocked ?? "") !== ""
    property bool whole: false

    objectName: "cloud-sheet"
    iconName: "cloud-upload"
    ink: Theme.primary
    title: qsTr("Ask a larger model over the network?")
    onOpened: stay.forceActiveFocus()
    onClosed: conversation.stay()

    Connections {
        function onOffer_changed() {
            const offer = sheet.conversation.offer;
            if (offer.offerId !== undefined && offer.standingSince === "")
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
        objectName: "cloud-whom"
        width: parent.width
        text: qsTr("It would go to %1.").arg([sheet.offer.operator, sheet.offer.region, sheet.offer.endpoint].filter(part => (part ?? "") !== "").join(" · "))
    }

    BigButton {
        objectName: "cloud-read"
        text: qsTr("Read to me")
        iconName: "volume-2"
        kind: "quiet"
        fontSize: Theme.typeControl
        leastHeight: Theme.sizeTarget
        onClicked: sheet.revising.readAloud()
    }

    Notice {
        width: parent.width
        text: sheet.offer.blocked ?? ""
    }

    Notice {
        width: parent.width
        text: sheet.revising ? sheet.revising.failure : ""
    }

    Words {
        width: parent.width
        text: qsTr("The question, as it would leave:")
        font.bold: true
    }

    Words {
        objectName: "cloud-question"
        width: parent.width
        text: sheet.offer.question ?? ""
    }

    LineField {
        id: wording

        width: parent.width
        key: "wording"
        label: qsTr("Say it in other words")
        longest: 400
        text: sheet.offer.wording ?? ""
        onAccepted: sheet.revising.reword(text)
    }

    BigButton {
        objectName: "cloud-reword"
        visible: wording.text !== (sheet.offer.wording ?? "")
        text: qsTr("Take these words")
        iconName: "check"
        fontSize: Theme.typeControl
        onClicked: sheet.revising.reword(wording.text)
    }

    Words {
        visible: (sheet.offer.parts ?? []).length > 0
        width: parent.width
        text: qsTr("With it would go what is ticked:")
        font.bold: true
    }

    Repeater {
        model: sheet.offer.parts ?? []

        Column {
            id: part

            required property var modelData

            width: parent.width
            spacing: Theme.spaceXs

            TickBox {
                objectName: "cloud-part-" + part.modelData.name
                width: parent.width
                on: !part.modelData.struck
                text: part.modelData.title
                onClicked: sheet.revising.strike(part.modelData.name, on)
            }

            Words {
                visible: text !== ""
                x: Theme.spaceL
                width: parent.width - 2 * Theme.spaceL
                text: part.modelData.text
                color: Theme.muted
                font.pixelSize: Theme.typeControl
            }
        }
    }

    BigButton {
        objectName: "cloud-picture"
        visible: (sheet.offer.picturePossible ?? false) && !(sheet.offer.parts ?? []).some(part => part.name === "picture")
        text: qsTr("Add a picture of the result rows")
        iconName: "camera"
        fontSize: Theme.typeControl
        onClicked: sheet.revising.addPicture(true)
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

    BigButton {
        objectName: "cloud-whole"
        text: sheet.whole ? qsTr("Hide the exact letters") : qsTr("Show the exact letters, %1 bytes").arg(Number(sheet.offer.byteCount ?? 0).toLocaleString(Qt.locale(), "f", 0))
        iconName: "file-text"
        kind: "quiet"
        fontSize: Theme.typeControl
        onClicked: sheet.whole = !sheet.whole
    }

    Rectangle {
        visible: sheet.whole
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

    BigButton {
        objectName: "cloud-always"
        visible: !sheet.blocked
        enabled: !(sheet.revising?.busy ?? false)
        text: qsTr("Send, and don't ask again for the like")
        iconName: "refresh-cw"
        kind: "quiet"
        fontSize: Theme.typeControl
        onClicked: sheet.revising.sendAlways()
    }

    BigButton {
        objectName: "cloud-never"
        text: qsTr("Never offer this to me")
        iconName: "x"
        kind: "quiet"
        fontSize: Theme.typeControl
        onClicked: sheet.revising.never()
    }

    buttons: [
        BigButton {
            objectName: "cloud-send"
            enabled: !sheet.blocked && !(sheet.revising?.busy ?? false)
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
